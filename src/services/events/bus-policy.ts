import type { PutPermissionRequest } from '@aws-sdk/client-eventbridge';
import { isRecord } from '../../protocols/safe-record.ts';
import { statementDoesNotExist, validation } from './errors.ts';

/** The statement that PutPermission adds. Throws ValidationException. */
export function statementOf(input: PutPermissionRequest, arn: string): Record<string, unknown> {
  const { Action, Principal, StatementId, Condition } = input;
  if (Action === undefined || Principal === undefined || StatementId === undefined) {
    throw validation('Parameter(s) Action, Principal and StatementId, or Policy, must be specified.');
  }
  return {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: arn,
    ...(Condition?.Type !== undefined && {
      Condition: { [Condition.Type]: { [Condition.Key ?? '']: Condition.Value ?? '' } },
    }),
  };
}

/** A policy with one more statement, which replaces one of the same id. */
export function withStatement(policy: string | undefined, statement: Record<string, unknown>): string {
  const others = policy === undefined ? [] : statementsOf(policy);
  return policyOf([...others.filter((one) => !isRecord(one) || one.Sid !== statement.Sid), statement]);
}

/** A policy without a statement; undefined when nothing is left. Throws ResourceNotFoundException. */
export function withoutStatement(policy: string, id: string): string | undefined {
  const statements = statementsOf(policy);
  const rest = statements.filter((one) => !isRecord(one) || one.Sid !== id);
  if (rest.length === statements.length) throw statementDoesNotExist(id);
  return rest.length === 0 ? undefined : policyOf(rest);
}

function policyOf(statements: readonly unknown[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function statementsOf(policy: string): unknown[] {
  const document: unknown = JSON.parse(policy);
  const statement = isRecord(document) ? document.Statement : undefined;
  return Array.isArray(statement) ? statement : [statement];
}
