import type { Integration } from '../../definitions/rest-api.ts';
import { compileMappingTemplate, describeTemplate, type TemplateName } from './mapping-template.ts';

/** Which of an integration's mapping templates can never be rendered, and where they are malformed. */
export function templateProblems({
  type,
  requestTemplates,
  integrationResponses,
}: Integration): readonly string[] {
  // Proxies have none, whatever is written down for them.
  if (type === 'AWS_PROXY' || type === 'HTTP_PROXY') return [];
  const problems: string[] = [];
  const check = (
    templates: Readonly<Record<string, string>> | undefined,
    name: Omit<TemplateName, 'contentType'>,
  ) => {
    for (const [contentType, source] of Object.entries(templates ?? {})) {
      const template = compileMappingTemplate(source, { ...name, contentType });
      if (template.problem)
        problems.push(`${template.problem.message} of ${describeTemplate(template.name)}`);
    }
  };
  check(requestTemplates, { of: 'request' });
  for (const { statusCode, responseTemplates } of Object.values(integrationResponses ?? {})) {
    check(responseTemplates, { of: 'response', statusCode });
  }
  return problems;
}
