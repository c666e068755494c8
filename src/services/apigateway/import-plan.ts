import type { ApiDefinition } from '../../openapi/definition.ts';
import { withEntry } from './entries.ts';
import { type MethodRules, plannedMethod } from './import-methods.ts';
import {
  plannedAuthorizers,
  plannedGatewayResponses,
  plannedModels,
  plannedValidators,
} from './import-parts.ts';
import type { ApiParts, Planning } from './import-planning.ts';
import { plannedResources } from './import-resources.ts';

/**
 * The parts of the API as they are after the import. What is wrong is told to the planning's problems, in AWS's words;
 * a plan with errors must not be written. Parts keep the ids that those of the same path or name had.
 */
export function planImport(definition: ApiDefinition, planning: Planning): ApiParts {
  const models = plannedModels(definition, planning);
  const requestValidators = plannedValidators(definition, planning);
  const authorizers = plannedAuthorizers(definition, planning);
  const gatewayResponses = plannedGatewayResponses(definition, planning);
  const resources = plannedResources(definition, planning);
  const rules: MethodRules = { planning, models, requestValidators, authorizers };
  for (const method of definition.methods) {
    const resource = resources.get(method.path);
    // Without its resource, which was refused already, a method has no place.
    if (resource === undefined) continue;
    const planned = plannedMethod(method, resource, rules);
    const methods = withEntry(resource.methods, planned.httpMethod, planned);
    resources.set(method.path, { ...resource, methods });
  }
  return { resources, models, requestValidators, authorizers, gatewayResponses };
}
