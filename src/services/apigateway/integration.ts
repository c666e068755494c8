import type { Integration, Method } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { integrationPatches } from './integration-patches.ts';
import {
  checkIntegration,
  connectionType,
  contentHandling,
  type IntegrationRules,
  integrationType,
  passthroughBehavior,
  responseTransferMode,
} from './integration-rules.ts';
import { defined, required } from './members.ts';
import { changeMethod, findMethod } from './method.ts';
import { applyPatch } from './patch.ts';

type Operation = 'PutIntegration' | 'GetIntegration' | 'UpdateIntegration' | 'DeleteIntegration';

const DEFAULT_TIMEOUT = 29_000;

/** https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html */
export function integrationOperations(gateway: Gateway): Family<Operation> {
  return {
    PutIntegration: (input, context) => putIntegration(gateway, input, context),
    GetIntegration: async (input, context) => integrationIn(await findMethod(gateway, input, context)),
    UpdateIntegration: (input, context) => updateIntegration(gateway, input, context),
    DeleteIntegration: (input, context) =>
      changeMethod(gateway, input, context, (method) => {
        integrationIn(method);
        delete method.methodIntegration;
        return {};
      }),
  };
}

/** The method's integration. Throws NotFoundException. */
export function integrationIn(method: Method): Integration {
  if (method.methodIntegration === undefined) throw errors.integrationNotFound();
  return method.methodIntegration;
}

/** Puts an integration in the place of the one before, if any, without its responses. */
async function putIntegration(
  gateway: Gateway,
  input: Input<'PutIntegration'>,
  context: CallContext,
): Promise<Output<'PutIntegration'>> {
  const rules = await rulesFor(gateway, input, context);
  return changeMethod(gateway, input, context, (method) => {
    const integration = newIntegration(input, required(input.resourceId, 'resourceId'));
    checkIntegration(integration, { ...rules, method });
    method.methodIntegration = integration;
    return integration;
  });
}

async function rulesFor(
  gateway: Gateway,
  { restApiId }: Pick<Input<'PutIntegration'>, 'restApiId'>,
  context: CallContext,
): Promise<Omit<IntegrationRules, 'method'>> {
  const stored = await gateway.restApis.get(scopeOf(context), required(restApiId, 'restApiId'));
  return { api: stored?.value, account: context.account, quotas: gateway.quotas };
}

/** What PutIntegration and imports say of an integration; the enumerations are not checked yet. */
export interface IntegrationInput {
  readonly type?: string | undefined;
  readonly integrationHttpMethod?: string | undefined;
  readonly uri?: string | undefined;
  readonly connectionType?: string | undefined;
  readonly connectionId?: string | undefined;
  readonly integrationTarget?: string | undefined;
  readonly credentials?: string | undefined;
  readonly requestParameters?: Record<string, string> | undefined;
  readonly requestTemplates?: Record<string, string> | undefined;
  readonly passthroughBehavior?: string | undefined;
  readonly contentHandling?: string | undefined;
  readonly timeoutInMillis?: number | undefined;
  readonly cacheNamespace?: string | undefined;
  readonly cacheKeyParameters?: string[] | undefined;
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean | undefined } | undefined;
  readonly responseTransferMode?: string | undefined;
}

/** An integration as it is asked for, with AWS's defaults: the cache's namespace is the resource. */
export function newIntegration(input: IntegrationInput, resourceId: string): Integration {
  return defined({
    type: integrationType(input.type),
    httpMethod: input.integrationHttpMethod || undefined,
    uri: input.uri || undefined,
    connectionType: input.connectionType ? connectionType(input.connectionType) : undefined,
    connectionId: input.connectionId || undefined,
    integrationTarget: input.integrationTarget || undefined,
    credentials: input.credentials || undefined,
    requestParameters: input.requestParameters,
    requestTemplates: input.requestTemplates,
    passthroughBehavior: passthroughBehavior(input.passthroughBehavior ?? 'WHEN_NO_MATCH'),
    contentHandling: input.contentHandling ? contentHandling(input.contentHandling) : undefined,
    timeoutInMillis: input.timeoutInMillis ?? DEFAULT_TIMEOUT,
    cacheNamespace: input.cacheNamespace ?? resourceId,
    cacheKeyParameters: input.cacheKeyParameters ?? [],
    tlsConfig: input.tlsConfig && {
      insecureSkipVerification: input.tlsConfig.insecureSkipVerification ?? false,
    },
    responseTransferMode: input.responseTransferMode
      ? responseTransferMode(input.responseTransferMode)
      : undefined,
  });
}

async function updateIntegration(
  gateway: Gateway,
  input: Input<'UpdateIntegration'>,
  context: CallContext,
): Promise<Output<'UpdateIntegration'>> {
  const rules = await rulesFor(gateway, input, context);
  return changeMethod(gateway, input, context, (method) => {
    const integration = applyPatch(integrationPatches, integrationIn(method), input.patchOperations);
    checkIntegration(integration, { ...rules, method });
    return integration;
  });
}
