import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service } from '../../protocols/service.ts';
import { accountOperations } from './account.ts';
import { apiKeyOperations } from './api-key.ts';
import { authorizerOperations } from './authorizer.ts';
import { basePathMappingOperations } from './base-path-mapping.ts';
import { cacheFlushOperations } from './cache-flush.ts';
import { clientCertificateOperations } from './client-certificate.ts';
import { deploymentOperations } from './deployment.ts';
import { documentationImportOperations } from './documentation-import.ts';
import { documentationPartOperations } from './documentation-part.ts';
import { documentationVersionOperations } from './documentation-version.ts';
import { domainNameOperations } from './domain-name.ts';
import { domainNameAccessAssociationOperations } from './domain-name-access-association.ts';
import { exportOperations } from './export-rest-api.ts';
import { type ApiGatewayDependencies, type ApiGatewayOperations, openGateway } from './gateway.ts';
import { gatewayResponseOperations } from './gateway-response.ts';
import { importPermissions } from './import-permissions.ts';
import { importOperations } from './import-rest-api.ts';
import { integrationOperations } from './integration.ts';
import { integrationResponseOperations } from './integration-response.ts';
import { methodOperations } from './method.ts';
import { methodResponseOperations } from './method-response.ts';
import { modelOperations } from './model.ts';
import { accessAssociationPermissions } from './permission-exceptions.ts';
import { permissionsFor } from './permissions.ts';
import { requestValidatorOperations } from './request-validator.ts';
import { resourceOperations } from './resource.ts';
import { restApiOperations } from './rest-api.ts';
import { sdkOperations } from './sdk.ts';
import { stageOperations } from './stage.ts';
import { tagOperations } from './tags.ts';
import { testInvocationOperations } from './test-invocation.ts';
import { usageOperations } from './usage.ts';
import { usagePlanOperations } from './usage-plan.ts';
import { usagePlanKeyOperations } from './usage-plan-key.ts';
import { vpcLinkOperations } from './vpc-link.ts';

/**
 * Amazon API Gateway's control plane for REST APIs, API version 2015-07-09.
 * https://docs.aws.amazon.com/apigateway/latest/api/
 */
export function createApiGatewayService(dependencies: ApiGatewayDependencies): Service & {
  readonly handlers: Handlers<ApiGatewayOperations>;
} {
  const gateway = openGateway(dependencies);
  const loadSchema = once(() => loadAwsService('apigateway'));
  return {
    name: 'apigateway',
    loadSchema,
    handlers: {
      ...restApiOperations(gateway),
      ...resourceOperations(gateway),
      ...methodOperations(gateway),
      ...methodResponseOperations(gateway),
      ...integrationOperations(gateway),
      ...integrationResponseOperations(gateway),
      ...modelOperations(gateway),
      ...requestValidatorOperations(gateway),
      ...gatewayResponseOperations(gateway),
      ...authorizerOperations(gateway),
      ...documentationPartOperations(gateway),
      ...documentationVersionOperations(gateway),
      ...documentationImportOperations(gateway),
      ...testInvocationOperations(gateway),
      ...cacheFlushOperations(gateway),
      ...importOperations(gateway),
      ...exportOperations(gateway),
      ...deploymentOperations(gateway),
      ...stageOperations(gateway),
      ...accountOperations(gateway),
      ...apiKeyOperations(gateway),
      ...usagePlanOperations(gateway),
      ...usagePlanKeyOperations(gateway),
      ...usageOperations(gateway),
      ...clientCertificateOperations(gateway),
      ...vpcLinkOperations(gateway),
      ...domainNameOperations(gateway),
      ...basePathMappingOperations(gateway),
      ...domainNameAccessAssociationOperations(gateway),
      ...sdkOperations(gateway),
      ...tagOperations(gateway),
    },
    permissions: async (operation, input, context) => {
      const requests = [
        ...permissionsFor(await loadSchema(), operation, input, context),
        ...(await accessAssociationPermissions(gateway, operation, input, context)),
      ];
      const resource = requests[0]?.resource;
      if (resource === undefined || (operation !== 'ImportRestApi' && operation !== 'PutRestApi'))
        return requests;
      return [...requests, ...(await importPermissions(gateway, input, context, resource))];
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
