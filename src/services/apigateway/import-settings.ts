import type { RestApi } from '../../definitions/rest-api.ts';
import type { ApiDefinition, ApiSettings } from '../../openapi/definition.ts';
import { errors } from './errors.ts';
import { defined } from './members.ts';
import { checkCompressionSize } from './rest-api-patches.ts';
import { isSecurityPolicy } from './security-policies.ts';

/**
 * The API with the settings of a definition. Merging leaves what the definition does not have and joins lists;
 * overwriting takes it away, except for the endpoint's configuration, which imports never take away.
 * @param readPolicy checks a resource policy and gives the form that is kept
 */
export function withSettings(
  api: RestApi,
  definition: ApiDefinition,
  overwrite: boolean,
  readPolicy: (text: string) => string,
): RestApi {
  const { settings, title, description, version } = definition;
  const kept: Partial<RestApi> = overwrite ? {} : api;
  checkSettings(settings);
  return defined({
    ...api,
    name: title ?? api.name,
    description: description ?? kept.description,
    version: version ?? kept.version,
    binaryMediaTypes: joined(kept.binaryMediaTypes, settings.binaryMediaTypes),
    minimumCompressionSize:
      settings.minimumCompressionSize === undefined
        ? kept.minimumCompressionSize
        : (settings.minimumCompressionSize ?? undefined),
    apiKeySource: apiKeySource(settings.apiKeySource) ?? kept.apiKeySource ?? 'HEADER',
    endpointConfiguration: endpointConfiguration(api, settings),
    policy: settings.policy ? readPolicy(settings.policy) : kept.policy,
    disableExecuteApiEndpoint: settings.disableExecuteApiEndpoint ?? kept.disableExecuteApiEndpoint ?? false,
    securityPolicy: settings.securityPolicy ?? kept.securityPolicy,
    endpointAccessMode: endpointAccessMode(settings.endpointAccessMode) ?? kept.endpointAccessMode,
  });
}

function checkSettings({ minimumCompressionSize: size, securityPolicy }: ApiSettings): void {
  if (size !== undefined && size !== null) checkCompressionSize(size);
  if (securityPolicy !== undefined && !isSecurityPolicy(securityPolicy)) throw errors.invalidSecurityPolicy();
}

function joined(
  before: readonly string[] | undefined,
  added: readonly string[] | undefined,
): string[] | undefined {
  const all = new Set([...(before ?? []), ...(added ?? [])]);
  return all.size > 0 ? [...all] : undefined;
}

function apiKeySource(value: string | undefined): RestApi['apiKeySource'] | undefined {
  if (value === undefined || value === 'HEADER' || value === 'AUTHORIZER') return value;
  throw errors.invalidApiKeySource();
}

function endpointAccessMode(value: string | undefined): RestApi['endpointAccessMode'] {
  if (value === undefined || value === 'BASIC' || value === 'STRICT') return value;
  throw errors.invalidEndpointAccessMode();
}

function endpointConfiguration(
  api: RestApi,
  { vpcEndpointIds }: ApiSettings,
): RestApi['endpointConfiguration'] {
  if (vpcEndpointIds === undefined || vpcEndpointIds.length === 0) return api.endpointConfiguration;
  if (!api.endpointConfiguration.types.includes('PRIVATE')) throw errors.vpcEndpointsOnlyPrivate();
  return { ...api.endpointConfiguration, vpcEndpointIds: [...new Set(vpcEndpointIds)] };
}
