import { unsupported } from '../../protocols/service.ts';

const LAYERS = unsupported('Layers are not offered: put what a function needs into its zip file.');
const CODE_SIGNING = unsupported('Code signing is not offered.');
const EVENT_SOURCES = unsupported('Event source mappings are not offered: there are no event sources here.');
const FUNCTION_URLS = unsupported('Function URLs are not offered: put an API in front of the function.');
const EVENT_INVOKE = unsupported(
  'Settings of asynchronous invocation are not offered: events have two retries and six hours.',
);
const PROVISIONED = unsupported('Provisioned concurrency is not offered: environments start on demand.');
const DURABLE = unsupported('Durable executions are not offered.');
const MANAGED_INSTANCES = unsupported('Lambda Managed Instances are not offered.');
const INVOKE_ASYNC = unsupported('InvokeAsync is deprecated: use Invoke with InvocationType Event.');
const RECURSION = unsupported('Recursive loop detection is not offered.');
const RUNTIME_MANAGEMENT = unsupported('Runtimes are those of this machine: there is nothing to manage.');
const WHOLE_POLICIES = unsupported(
  'Whole resource policies are not offered: use AddPermission and RemovePermission.',
);

/** Operations of Lambda's API that are not offered, each with the reason that callers get. */
export const UNSUPPORTED = {
  AddLayerVersionPermission: LAYERS,
  CheckpointDurableExecution: DURABLE,
  CreateCapacityProvider: MANAGED_INSTANCES,
  CreateCodeSigningConfig: CODE_SIGNING,
  CreateEventSourceMapping: EVENT_SOURCES,
  CreateFunctionUrlConfig: FUNCTION_URLS,
  DeleteCapacityProvider: MANAGED_INSTANCES,
  DeleteCodeSigningConfig: CODE_SIGNING,
  DeleteDurableExecution: DURABLE,
  DeleteEventSourceMapping: EVENT_SOURCES,
  DeleteFunctionCodeSigningConfig: CODE_SIGNING,
  DeleteFunctionEventInvokeConfig: EVENT_INVOKE,
  DeleteFunctionUrlConfig: FUNCTION_URLS,
  DeleteLayerVersion: LAYERS,
  DeleteProvisionedConcurrencyConfig: PROVISIONED,
  DeleteResourcePolicy: WHOLE_POLICIES,
  GetCapacityProvider: MANAGED_INSTANCES,
  GetCodeSigningConfig: CODE_SIGNING,
  GetDurableExecution: DURABLE,
  GetDurableExecutionHistory: DURABLE,
  GetDurableExecutionState: DURABLE,
  GetEventSourceMapping: EVENT_SOURCES,
  GetFunctionCodeSigningConfig: CODE_SIGNING,
  GetFunctionEventInvokeConfig: EVENT_INVOKE,
  GetFunctionRecursionConfig: RECURSION,
  GetFunctionScalingConfig: MANAGED_INSTANCES,
  GetFunctionUrlConfig: FUNCTION_URLS,
  GetLayerVersion: LAYERS,
  GetLayerVersionByArn: LAYERS,
  GetLayerVersionPolicy: LAYERS,
  GetProvisionedConcurrencyConfig: PROVISIONED,
  GetResourcePolicy: WHOLE_POLICIES,
  GetRuntimeManagementConfig: RUNTIME_MANAGEMENT,
  InvokeAsync: INVOKE_ASYNC,
  ListCapacityProviders: MANAGED_INSTANCES,
  ListCodeSigningConfigs: CODE_SIGNING,
  ListDurableExecutionsByFunction: DURABLE,
  ListEventSourceMappings: EVENT_SOURCES,
  ListFunctionEventInvokeConfigs: EVENT_INVOKE,
  ListFunctionUrlConfigs: FUNCTION_URLS,
  ListFunctionVersionsByCapacityProvider: MANAGED_INSTANCES,
  ListFunctionsByCodeSigningConfig: CODE_SIGNING,
  ListLayerVersions: LAYERS,
  ListLayers: LAYERS,
  ListProvisionedConcurrencyConfigs: PROVISIONED,
  PauseDurableExecution: DURABLE,
  PublishLayerVersion: LAYERS,
  PutFunctionCodeSigningConfig: CODE_SIGNING,
  PutFunctionEventInvokeConfig: EVENT_INVOKE,
  PutFunctionRecursionConfig: RECURSION,
  PutFunctionScalingConfig: MANAGED_INSTANCES,
  PutProvisionedConcurrencyConfig: PROVISIONED,
  PutResourcePolicy: WHOLE_POLICIES,
  PutRuntimeManagementConfig: RUNTIME_MANAGEMENT,
  RemoveLayerVersionPermission: LAYERS,
  ResumeDurableExecution: DURABLE,
  SendDurableExecutionCallbackFailure: DURABLE,
  SendDurableExecutionCallbackHeartbeat: DURABLE,
  SendDurableExecutionCallbackSuccess: DURABLE,
  StopDurableExecution: DURABLE,
  UpdateCapacityProvider: MANAGED_INSTANCES,
  UpdateCodeSigningConfig: CODE_SIGNING,
  UpdateEventSourceMapping: EVENT_SOURCES,
  UpdateFunctionEventInvokeConfig: EVENT_INVOKE,
  UpdateFunctionUrlConfig: FUNCTION_URLS,
} as const;
