import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveSigningKey, SigningKeyCache } from './signing-key.ts';

const SCOPE = { date: '20150830', region: 'us-east-1', service: 'iam' };
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describe('signing keys', () => {
  it("are those of AWS's example", () => {
    // "Deriving a signing key", AWS General Reference (as printed until 2022).
    assert.equal(
      deriveSigningKey(SECRET, SCOPE).toString('hex'),
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    );
  });

  it('are derived once for a key and scope, and anew for another secret', () => {
    const cache = new SigningKeyCache();
    const first = cache.get('AKIA', SECRET, SCOPE);
    assert.equal(cache.get('AKIA', SECRET, SCOPE), first);
    for (const scope of [
      { ...SCOPE, date: '20150831' },
      { ...SCOPE, region: 'eu-west-1' },
      { ...SCOPE, service: 'sts' },
    ]) {
      assert.deepEqual(cache.get('AKIA', SECRET, scope), deriveSigningKey(SECRET, scope));
    }
    assert.deepEqual(cache.get('AKIA', 'other', SCOPE), deriveSigningKey('other', SCOPE));
  });
});
