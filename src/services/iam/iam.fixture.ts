import assert from 'node:assert/strict';
import { rootPrincipal } from '../../identity/credentials.ts';
import type { Principal } from '../../identity/principal.ts';
import type { CallContext } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { IamRecords } from './iam-records.ts';
import { iamHandlers } from './service.ts';

export const ACCOUNT = '123456789012';
/** What IAM answers for the time of the tests, which is half a second later. */
export const NOW = Date.parse('2026-02-01T10:00:00Z');

/** A policy that lets its holder list users. */
export const LIST_USERS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }],
});

/** A trust policy for EC2, as the recorded answers of AWS use it. */
export const EC2_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** IAM's handlers over an empty store in memory. */
export function openIam() {
  const store = openSqliteStore(':memory:');
  const iam = new IamRecords(store, () => NOW + 567);
  return { store, iam, ...iamHandlers(iam) };
}

/** A call by a principal; by the account's root unless said otherwise. */
export function callBy(principal: Principal = rootPrincipal(ACCOUNT), operation = 'Test'): CallContext {
  return {
    service: 'iam',
    operation,
    requestId: '00000000-0000-4000-8000-000000000000',
    account: ACCOUNT,
    region: 'us-east-1',
    caller: { principal, session: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
    signal: new AbortController().signal,
  };
}

export const byRoot = callBy();

export function userPrincipal(userName: string, userId = 'AIDAEXAMPLE'): Principal {
  return {
    type: 'User',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
    userId,
    userName,
  };
}

const STATUS: Readonly<Record<string, number>> = {
  NoSuchEntity: 404,
  EntityAlreadyExists: 409,
  DeleteConflict: 409,
  LimitExceeded: 409,
  AccessDenied: 403,
};

/** Checks that a call fails with AWS's code, its status and its text. */
export async function rejectsWith(call: Promise<unknown>, code: string, message: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ServiceError, String(error));
    assert.deepEqual([error.code, error.message], [code, message]);
    assert.equal(error.statusCode, STATUS[code] ?? 400);
    return true;
  });
}
