import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service } from '../../protocols/service.ts';
import { accountSettingsHandlers } from './account-settings.ts';
import { aliasHandlers } from './aliases.ts';
import { concurrencyHandlers } from './concurrency.ts';
import { functionPolicyHandlers } from './function-policy.ts';
import { functionHandlers } from './functions.ts';
import { invokeHandlers } from './invoke.ts';
import type { LambdaOperations, LambdaServiceDependencies } from './operations.ts';
import { requiredPermissions } from './required-permissions.ts';
import { responseStreamHandlers } from './response-stream.ts';
import { tagHandlers } from './tags.ts';
import { UNSUPPORTED } from './unsupported.ts';
import { updateHandlers } from './updates.ts';
import { versionHandlers } from './versions.ts';

/** AWS: "Request must be smaller than 70167211 bytes for the CreateFunction operation". */
const MAXIMUM_REQUEST = 70_167_211;

/** Lambda's API, 2015-03-31. https://docs.aws.amazon.com/lambda/latest/api/welcome.html */
export function createLambdaService(dependencies: LambdaServiceDependencies): Service {
  const handlers = {
    ...UNSUPPORTED,
    ...functionHandlers(dependencies),
    ...updateHandlers(dependencies),
    ...versionHandlers(dependencies),
    ...aliasHandlers(dependencies),
    ...functionPolicyHandlers(dependencies),
    ...invokeHandlers(dependencies),
    ...responseStreamHandlers(dependencies),
    ...concurrencyHandlers(dependencies),
    ...tagHandlers(dependencies),
    ...accountSettingsHandlers(dependencies),
  } satisfies Handlers<LambdaOperations>;
  return {
    name: 'lambda',
    loadSchema: () => loadAwsService('lambda'),
    handlers,
    permissions: requiredPermissions(dependencies.store),
    maximumBodySize: MAXIMUM_REQUEST,
  };
}
