import type { Authorizer, Model, RequestValidator } from '../../definitions/api-parts.ts';
import type { Integration, IntegrationResponse, Method, Resource } from '../../definitions/rest-api.ts';
import type { IntegrationDefinition, MethodDefinition } from '../../openapi/definition.ts';
import { entry, withEntry } from './entries.ts';
import { errors } from './errors.ts';
import { checked, type Planning } from './import-planning.ts';
import { newIntegration } from './integration.ts';
import { checkIntegration, checkTemplates, contentHandling } from './integration-rules.ts';
import {
  checkIntegrationResponseParameters,
  checkMethodRequestParameters,
  checkMethodResponseParameters,
} from './mapping-expressions.ts';
import { defined } from './members.ts';

/** What methods are planned with: the parts that they name. */
export interface MethodRules {
  readonly planning: Planning;
  readonly models: ReadonlyMap<string, Model>;
  readonly requestValidators: ReadonlyMap<string, RequestValidator>;
  readonly authorizers: ReadonlyMap<string, Authorizer>;
}

/** A method as the definition has it, held against the control plane's rules for methods and integrations. */
export function plannedMethod(definition: MethodDefinition, resource: Resource, rules: MethodRules): Method {
  const { problems } = rules.planning;
  const { httpMethod } = definition.method;
  const method: Method = { ...definition.method };
  checked(problems, `Unable to put method '${httpMethod}' on resource at path '${resource.path}'`, () => {
    checkMethodRequestParameters(method.requestParameters ?? {});
    for (const response of Object.values(method.methodResponses ?? {})) {
      checkMethodResponseParameters(response.responseParameters ?? {});
    }
    settleReferences(method, definition, rules);
  });
  if (definition.integration === undefined) return method;
  const integration = plannedIntegration(definition.integration, method, resource, rules.planning);
  return integration === undefined ? method : { ...method, methodIntegration: integration };
}

/** Ids in the place of names. An authorizer or model that was refused is told of already. */
function settleReferences(method: Method, definition: MethodDefinition, rules: MethodRules): void {
  const { authorizer, requestValidator } = definition;
  if (authorizer !== undefined) {
    const found = rules.authorizers.get(authorizer);
    if (found === undefined) throw errors.invalidAuthorizer();
    method.authorizerId = found.id;
  }
  if (requestValidator !== undefined) {
    const found = rules.requestValidators.get(requestValidator);
    if (found === undefined) throw errors.invalidRequestValidator();
    method.requestValidatorId = found.id;
  }
}

function plannedIntegration(
  definition: IntegrationDefinition,
  method: Method,
  resource: Resource,
  { problems, api, account, quotas }: Planning,
): Integration | undefined {
  const place = `on '${method.httpMethod}' for resource at path '${resource.path}'`;
  const planned: Integration[] = [];
  checked(problems, `Unable to put integration ${place}`, () => {
    const integration = newIntegration(definition, resource.id);
    // An imported endpoint always says how it is reached.
    if (integration.type === 'HTTP' || integration.type === 'HTTP_PROXY')
      integration.connectionType ??= 'INTERNET';
    checkIntegration(integration, { api, method, account, quotas });
    planned.push(integration);
  });
  const [integration] = planned;
  if (integration === undefined) return undefined;
  checked(problems, `Unable to put integration response ${place}`, () => {
    for (const response of definition.responses) {
      const made: IntegrationResponse = defined({
        ...response,
        contentHandling: response.contentHandling ? contentHandling(response.contentHandling) : undefined,
      });
      checkTemplates(made.responseTemplates, quotas);
      checkIntegrationResponseParameters(
        made.responseParameters ?? {},
        entry(method.methodResponses, made.statusCode),
      );
      integration.integrationResponses = withEntry(integration.integrationResponses, made.statusCode, made);
    }
  });
  return integration;
}
