import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiPartErrors } from './api-part-errors.ts';
import { connectionErrors } from './connection-errors.ts';
import { domainNameErrors } from './domain-name-errors.ts';
import { errors } from './errors.ts';
import { importErrors } from './import-errors.ts';
import { usageErrors } from './usage-errors.ts';

test('no two parts of the catalogue have an error of the same name', () => {
  for (const part of [apiPartErrors, usageErrors, domainNameErrors, connectionErrors, importErrors]) {
    for (const [name, error] of Object.entries(part)) {
      assert.equal(Object.entries(errors).find(([other]) => other === name)?.[1], error, name);
    }
  }
});
