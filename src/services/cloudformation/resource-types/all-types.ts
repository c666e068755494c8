import { account } from './apigateway/account.ts';
import { deployment } from './apigateway/deployment.ts';
import { method } from './apigateway/method.ts';
import { resource } from './apigateway/resource.ts';
import { restApi } from './apigateway/rest-api.ts';
import { stage } from './apigateway/stage.ts';
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
import type { ResourceType } from './resource-type.ts';

/** Every resource type that stacks can have, by name. A new type is a file and a line here. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    accessKey,
    account,
    alias,
    deployment,
    group,
    instanceProfile,
    lambdaFunction,
    managedPolicy,
    method,
    permission,
    policy,
    resource,
    restApi,
    role,
    stage,
    user,
    userToGroupAddition,
    version,
  ].map((type) => [type.name, type]),
);
