import { parseDateValue } from './date-value.ts';
import { MalformedPolicyError, type PolicyDocument, type PolicyStatement, parsePolicy } from './document.ts';
import { principalFault } from './validate-principal.ts';
import { isLegacyResource, resourceFault } from './validate-resource.ts';

/** What a policy is attached to, which decides the elements it may and must have. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'session' | 'boundary';

const LEGACY = 'The policy failed legacy parsing';

/**
 * Says what is wrong with a policy as IAM says it in `MalformedPolicyDocument`; undefined when nothing is. IAM reports
 * one fault, the first in this order. The order and the texts are those that AWS gave to the cases of moto's
 * tests/test_iam/test_iam_policies.py and to LocalStack's recorded test_update_assume_role_policy_errors.
 */
export function validatePolicy(text: string, kind: PolicyKind): string | undefined {
  try {
    const document = parsePolicy(text);
    if (kind === 'trust') return trustFault(document);
    if (kind === 'resource') return resourcePolicyFault(document);
    return identityFault(document);
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    return kind === 'trust' && !isJson(text) ? 'This policy contains invalid Json' : error.message;
  }
}

function identityFault(document: PolicyDocument): string | undefined {
  const { statements } = document;
  if (document.version !== '2012-10-17') return 'Policy document must be version 2012-10-17 or greater.';
  if (!statements.every(isLegacyStatement)) return LEGACY;
  const resources = resourcesFault(statements);
  if (resources === LEGACY) return LEGACY;
  if (statements.some(({ principal, notPrincipal }) => principal ?? notPrincipal)) {
    return 'Policy document should not specify a principal.';
  }
  return (
    sidFault(statements, true) ??
    missingActions(statements) ??
    resources ??
    actionsFault(statements) ??
    missingResources(statements)
  );
}

function resourcePolicyFault({ statements }: PolicyDocument): string | undefined {
  if (!statements.every(isLegacyStatement)) return LEGACY;
  return (
    missingPrincipals(statements) ??
    sidFault(statements, false) ??
    missingActions(statements) ??
    actionsFault(statements) ??
    missingResources(statements) ??
    first(statements, principalFault)
  );
}

function trustFault({ statements }: PolicyDocument): string | undefined {
  if (!statements.every(isLegacyStatement)) return LEGACY;
  return (
    first(statements, ({ resource, notResource }) => {
      if (resource) return 'Has prohibited field Resource';
      return notResource ? 'Has prohibited field NotResource' : undefined;
    }) ??
    missingPrincipals(statements) ??
    sidFault(statements, false) ??
    missingActions(statements) ??
    first(statements, assumeRoleFault) ??
    first(statements, principalFault)
  );
}

const TRUST_ACTION =
  /^sts:(?:assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity|setcontext)$/i;

/** A wildcard may stand where it still names one of those actions only. */
function assumeRoleFault({ action = [], notAction }: PolicyStatement): string | undefined {
  const allowed =
    !notAction && action.every((name) => TRUST_ACTION.test(name) || /^sts:assumerole\*$/i.test(name));
  return allowed ? undefined : 'AssumeRole policy may only specify STS AssumeRole actions.';
}

function missingPrincipals(statements: readonly PolicyStatement[]): string | undefined {
  return first(statements, ({ principal, notPrincipal }) =>
    (principal ?? notPrincipal) ? undefined : 'Missing required field Principal',
  );
}

/** What IAM's older parser minds beyond the grammar. */
function isLegacyStatement({ effect, conditions }: PolicyStatement): boolean {
  if (effect !== 'Allow' && effect !== 'Deny') return false;
  return conditions.every(({ operator, values }) => {
    const isDate = /^(?:For(?:AnyValue|AllValues):)?Date/.test(operator);
    return !isDate || values.every((value) => parseDateValue(value) !== undefined);
  });
}

/** Of several faults in one policy IAM reports the last, having looked in descending order of texts. */
function resourcesFault(statements: readonly PolicyStatement[]): string | undefined {
  let fault: string | undefined;
  const lists = [
    ...statements.map(({ resource }) => resource),
    ...statements.map(({ notResource }) => notResource),
  ];
  for (const resources of lists) {
    if (!resources) continue;
    for (const resource of resources.toSorted().reverse()) fault = resourceFault(resource) ?? fault;
    if (fault === undefined && !resources.every(isLegacyResource)) return LEGACY;
  }
  return fault;
}

function sidFault(statements: readonly PolicyStatement[], alphanumeric: boolean): string | undefined {
  const seen = new Set<string>();
  for (const { sid } of statements) {
    if (!sid) continue;
    if (seen.has(sid)) return 'Statement IDs (SID) in a single policy must be unique.';
    seen.add(sid);
  }
  if (!alphanumeric || [...seen].every((sid) => /^[0-9A-Za-z]*$/.test(sid))) return undefined;
  return 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
}

function missingActions(statements: readonly PolicyStatement[]): string | undefined {
  const complete = statements.every(({ action, notAction }) => (action ?? notAction ?? []).length > 0);
  return complete ? undefined : 'Policy statement must contain actions.';
}

function missingResources(statements: readonly PolicyStatement[]): string | undefined {
  const complete = statements.every(
    ({ resource, notResource }) => (resource ?? notResource ?? []).length > 0,
  );
  return complete ? undefined : 'Policy statement must contain resources.';
}

function actionsFault(statements: readonly PolicyStatement[]): string | undefined {
  return first(statements, ({ action, notAction }) => first(action ?? notAction ?? [], actionFault));
}

function actionFault(action: string): string | undefined {
  const [vendor = '', ...names] = action.split(':');
  if (action === '*') return undefined;
  if (names.length === 0) {
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  }
  if (names.length > 1) return 'Actions/Condition can contain only one colon.';
  return vendor === '*' || /^[a-zA-Z0-9.-]*$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}

function first<T>(items: readonly T[], fault: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
