import { account } from './apigateway/account.ts';
import { apiKey } from './apigateway/api-key.ts';
import { authorizer } from './apigateway/authorizer.ts';
import { basePathMapping } from './apigateway/base-path-mapping.ts';
import { clientCertificate } from './apigateway/client-certificate.ts';
import { deployment } from './apigateway/deployment.ts';
import { documentationPart } from './apigateway/documentation-part.ts';
import { documentationVersion } from './apigateway/documentation-version.ts';
import { domainName } from './apigateway/domain-name.ts';
import { domainNameAccessAssociation } from './apigateway/domain-name-access-association.ts';
import { gatewayResponse } from './apigateway/gateway-response.ts';
import { method } from './apigateway/method.ts';
import { model } from './apigateway/model.ts';
import { requestValidator } from './apigateway/request-validator.ts';
import { resource } from './apigateway/resource.ts';
import { restApi } from './apigateway/rest-api.ts';
import { stage } from './apigateway/stage.ts';
import { usagePlan } from './apigateway/usage-plan.ts';
import { usagePlanKey } from './apigateway/usage-plan-key.ts';
import { vpcLink } from './apigateway/vpc-link.ts';
import { userPool } from './cognito/user-pool.ts';
import { userPoolClient } from './cognito/user-pool-client.ts';
import { userPoolDomain } from './cognito/user-pool-domain.ts';
import { userPoolGroup } from './cognito/user-pool-group.ts';
import { userPoolResourceServer } from './cognito/user-pool-resource-server.ts';
import { userPoolUser } from './cognito/user-pool-user.ts';
import { userPoolUserToGroupAttachment } from './cognito/user-pool-user-to-group-attachment.ts';
import { table } from './dynamodb/table.ts';
import { eventBus } from './events/event-bus.ts';
import { rule } from './events/rule.ts';
import { accessKey } from './iam/access-key.ts';
import { group } from './iam/group.ts';
import { instanceProfile } from './iam/instance-profile.ts';
import { managedPolicy } from './iam/managed-policy.ts';
import { policy } from './iam/policy.ts';
import { role } from './iam/role.ts';
import { user } from './iam/user.ts';
import { userToGroupAddition } from './iam/user-to-group-addition.ts';
import { alias } from './lambda/alias.ts';
import { lambdaFunction } from './lambda/function.ts';
import { permission } from './lambda/permission.ts';
import { version } from './lambda/version.ts';
import { logGroup } from './logs/log-group.ts';
import type { ResourceType } from './resource-type.ts';
import { bucket } from './s3/bucket.ts';
import { subscription } from './sns/subscription.ts';
import { topic } from './sns/topic.ts';
import { queue } from './sqs/queue.ts';
import { queuePolicy } from './sqs/queue-policy.ts';
import { stateMachine } from './stepfunctions/state-machine.ts';

/** Every resource type that stacks can have, by name. A new type is a file and a line here. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    accessKey,
    account,
    alias,
    apiKey,
    authorizer,
    basePathMapping,
    bucket,
    clientCertificate,
    deployment,
    documentationPart,
    documentationVersion,
    domainName,
    domainNameAccessAssociation,
    eventBus,
    gatewayResponse,
    group,
    instanceProfile,
    lambdaFunction,
    logGroup,
    managedPolicy,
    method,
    model,
    permission,
    policy,
    queue,
    queuePolicy,
    requestValidator,
    resource,
    restApi,
    role,
    rule,
    stage,
    stateMachine,
    subscription,
    table,
    topic,
    usagePlan,
    usagePlanKey,
    user,
    userPool,
    userPoolClient,
    userPoolDomain,
    userPoolGroup,
    userPoolResourceServer,
    userPoolUser,
    userPoolUserToGroupAttachment,
    userToGroupAddition,
    version,
    vpcLink,
  ].map((type) => [type.name, type]),
);
