import { errors } from './errors.ts';

/**
 * Names of letters, digits and underscores; values of `[A-Za-z0-9-._~:/?#&=, ]`.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html#apigw-CreateStage-request-variables
 */
export function checkStageVariables(
  variables: Readonly<Record<string, string>> | undefined,
  maximum: number,
): void {
  const entries = Object.entries(variables ?? {});
  if (entries.length > maximum) throw errors.variableQuota(maximum);
  for (const [name, value] of entries) {
    if (!/^[A-Za-z0-9_]+$/.test(name)) throw errors.invalidVariableName(name);
    if (!/^[A-Za-z0-9\-._~:/?#&=, ]*$/.test(value)) throw errors.invalidVariableValue(name);
  }
}
