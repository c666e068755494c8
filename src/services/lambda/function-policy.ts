import { randomUUID } from 'node:crypto';
import type { AddPermissionRequest } from '@aws-sdk/client-lambda';
import { LATEST } from '../../lambda/function-version.ts';
import type { FunctionRecord } from '../../lambda/records.ts';
import { functionNotFound } from '../../lambda/service-errors.ts';
import {
  aliasNotFound,
  conflict,
  invalidParameter,
  notFound,
  policyTooLong,
  revisionMismatch,
} from './errors.ts';
import { type NamedFunction, namedFunction } from './function-name.ts';
import { functionCollection, requireFunction, updateFunction } from './function-store.ts';
import type { LambdaHandlers, LambdaServiceDependencies } from './operations.ts';

/** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAXIMUM_POLICY = 20 * 1024;

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: string | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Id: 'default';
  readonly Statement: readonly Statement[];
}

type Names = 'AddPermission' | 'RemovePermission' | 'GetPolicy';

/**
 * Resource policies: one for the function, one for each version and alias that has statements.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function functionPolicyHandlers({ store }: LambdaServiceDependencies): LambdaHandlers<Names> {
  const collection = functionCollection(store);
  return {
    async AddPermission(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const statement = statementOf(named, input);
      if (named.qualifier === LATEST) {
        throw invalidParameter('We currently do not support adding policies for $LATEST.');
      }
      await updateFunction(collection, { ...named, arn: named.unqualifiedArn }, (record) => {
        requireQualifier(record, named);
        const present = policyOf(record, named);
        requirePolicyRevision(input.RevisionId, present);
        const statements = present?.statements ?? [];
        if (statements.some(({ Sid }) => Sid === statement.Sid)) {
          throw conflict(
            `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          );
        }
        return withPolicy(record, named, [...statements, statement]);
      });
      return { Statement: JSON.stringify(statement) };
    },

    async RemovePermission(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      await updateFunction(collection, { ...named, arn: named.unqualifiedArn }, (record) => {
        requireQualifier(record, named);
        const present = policyOf(record, named);
        if (!present) throw notFound('No policy is associated with the given resource.');
        requirePolicyRevision(input.RevisionId, present);
        const rest = present.statements.filter(({ Sid }) => Sid !== input.StatementId);
        if (rest.length === present.statements.length) {
          throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
        }
        return withPolicy(record, named, rest);
      });
      return {};
    },

    async GetPolicy(input, context) {
      const named = namedFunction(input.FunctionName, context, input.Qualifier);
      const record = await requireFunction(collection, { ...named, arn: named.unqualifiedArn });
      const policy = policyOf(record, named);
      if (!policy) throw notFound('The resource you requested does not exist.');
      return { Policy: policy.document, RevisionId: policy.revisionId };
    },
  };
}

interface PresentPolicy {
  readonly document: string;
  readonly revisionId: string;
  readonly statements: readonly Statement[];
}

function policyOf(record: FunctionRecord, named: NamedFunction): PresentPolicy | undefined {
  const key = named.qualifier ?? LATEST;
  const stored = Object.hasOwn(record.policies, key) ? record.policies[key] : undefined;
  if (!stored) return undefined;
  // Written by withPolicy, never by a client.
  const { Statement } = JSON.parse(stored.document) as PolicyDocument;
  return { ...stored, statements: Statement };
}

function withPolicy(
  record: FunctionRecord,
  named: NamedFunction,
  statements: readonly Statement[],
): FunctionRecord {
  const key = named.qualifier ?? LATEST;
  const { [key]: _before, ...others } = record.policies;
  if (statements.length === 0) return { ...record, policies: others };
  const policy: PolicyDocument = { Version: '2012-10-17', Id: 'default', Statement: statements };
  const document = JSON.stringify(policy);
  const size = Buffer.byteLength(document);
  if (size > MAXIMUM_POLICY) throw policyTooLong(size, MAXIMUM_POLICY);
  return { ...record, policies: { ...others, [key]: { document, revisionId: randomUUID() } } };
}

function requireQualifier(record: FunctionRecord, named: NamedFunction): void {
  const { qualifier } = named;
  if (qualifier === undefined || qualifier === LATEST) return;
  if (Object.hasOwn(record.versions, qualifier) || Object.hasOwn(record.aliases, qualifier)) return;
  throw /^\d+$/.test(qualifier) ? functionNotFound(named.arn) : aliasNotFound(named.arn);
}

function requirePolicyRevision(given: string | undefined, present: PresentPolicy | undefined): void {
  if (given !== undefined && given !== present?.revisionId) throw revisionMismatch('GetPolicy');
}

function statementOf(named: NamedFunction, input: AddPermissionRequest): Statement {
  const equals: Record<string, string> = {};
  if (input.SourceAccount !== undefined) equals['AWS:SourceAccount'] = input.SourceAccount;
  if (input.EventSourceToken !== undefined) equals['lambda:EventSourceToken'] = input.EventSourceToken;
  if (input.PrincipalOrgID !== undefined) equals['aws:PrincipalOrgID'] = input.PrincipalOrgID;
  if (input.FunctionUrlAuthType !== undefined)
    equals['lambda:FunctionUrlAuthType'] = input.FunctionUrlAuthType;
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) },
    }),
  };
  return {
    Sid: input.StatementId ?? '',
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action ?? '',
    Resource: named.arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

/** A service's domain name, an account, an ARN of IAM or STS, or everybody. */
function principalOf(principal: string): Statement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+$/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9.-]+\.amazon(aws)?\.com(\.cn)?$/.test(principal)) return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}
