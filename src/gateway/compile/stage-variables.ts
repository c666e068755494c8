/**
 * Puts stage variables into a text such as an integration's URI; a variable that the stage does not have becomes empty.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
 */
export function withStageVariables(
  text: string,
  variables: Readonly<Record<string, string>> | undefined,
): string {
  return text.replace(/\$\{stageVariables\.([A-Za-z0-9_]{1,64})\}/g, (_, name: string) =>
    variables && Object.hasOwn(variables, name) ? (variables[name] ?? '') : '',
  );
}
