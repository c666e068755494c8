import { type ConditionOperator, conditionOperators } from './condition-operator.ts';
import { MalformedPolicyError, type PolicyCondition, SYNTAX_ERRORS } from './document.ts';
import type { Pattern } from './pattern.ts';
import type { RequestContext } from './request-context.ts';

/** Whether a request meets one condition of a statement. */
export type CompiledCondition = (context: RequestContext) => boolean;

type SetQualifier = 'ForAnyValue' | 'ForAllValues' | undefined;

/**
 * Compiles one `{ operator: { key: values } }`. Throws {@link MalformedPolicyError} for an unknown operator.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function compileCondition(condition: PolicyCondition, variables: boolean): CompiledCondition {
  const { qualifier, name, ifExists } = takeApart(condition.operator);
  const key = condition.key.toLowerCase();
  if (name === 'Null') return nullCondition(key, condition.values);
  const operator = conditionOperators.get(name);
  if (!operator) throw new MalformedPolicyError(SYNTAX_ERRORS);
  const patterns = condition.values.map((value) => operator.compile(value, variables));
  const whenMissing = ifExists || missingKey(operator, qualifier);
  const meets = valuesTest(operator, qualifier, patterns);
  return (context) => {
    const value = context.value(key);
    if (isMissing(value)) return whenMissing;
    return meets(typeof value === 'string' ? [value] : value, context);
  };
}

function takeApart(operator: string): { qualifier: SetQualifier; name: string; ifExists: boolean } {
  const colon = operator.indexOf(':');
  const prefix = operator.slice(0, Math.max(colon, 0));
  const qualifier = prefix === 'ForAnyValue' || prefix === 'ForAllValues' ? prefix : undefined;
  const rest = qualifier ? operator.slice(colon + 1) : operator;
  const ifExists = rest.endsWith('IfExists');
  return { qualifier, name: ifExists ? rest.slice(0, -'IfExists'.length) : rest, ifExists };
}

/** `true`: the key is not there; `false`: it is. */
function nullCondition(key: string, values: readonly string[]): CompiledCondition {
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (context) => wanted.has(String(isMissing(context.value(key))));
}

/** A key with no values is as good as none. */
function isMissing(value: string | readonly string[] | undefined): value is undefined {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}

/**
 * "If the key that you specify in a policy condition is not present in the request context, the values do not match
 * and the condition is false. If the policy condition requires that the key is not matched ..., the condition is
 * true." ForAllValues holds for no values, ForAnyValue does not.
 */
function missingKey(operator: ConditionOperator, qualifier: SetQualifier): boolean {
  if (qualifier === 'ForAllValues') return true;
  return qualifier === undefined && operator.negated;
}

function valuesTest(
  { negated }: ConditionOperator,
  qualifier: SetQualifier,
  patterns: readonly Pattern[],
): (values: readonly string[], context: RequestContext) => boolean {
  const matches = (value: string, context: RequestContext) => {
    for (const pattern of patterns) if (pattern(value, context)) return true;
    return false;
  };
  if (qualifier === undefined) {
    return (values, context) => values.some((value) => matches(value, context)) !== negated;
  }
  const all = qualifier === 'ForAllValues';
  return (values, context) => {
    // "if the key values in the request resolve to an empty data set, such as an empty string"
    if (values.length === 1 && values[0] === '') return all;
    const test = (value: string) => matches(value, context) !== negated;
    return all ? values.every(test) : values.some(test);
  };
}
