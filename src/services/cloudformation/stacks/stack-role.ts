import type { STS } from '@aws-sdk/client-sts';
import type { Caller } from '../../../identity/principal.ts';
import type { ClientOperations, ServiceCaller } from '../../../protocols/service.ts';
import { ServiceError } from '../../../protocols/service-error.ts';
import { ServiceCallError, type ServiceClient, serviceClient } from '../resource-types/service-clients.ts';
import { validationError } from '../template/validation-error.ts';

const SESSION_NAME = 'AWSCloudFormation';

/**
 * A session of the role that a stack is to be worked on with, assumed as the role's trust policy lets CloudFormation.
 * Throws ValidationError when it doesn't.
 */
export async function assumeStackRole(
  services: ServiceCaller,
  roleArn: string,
  origin: { account: string; region: string },
): Promise<Caller> {
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  const sts: ServiceClient<ClientOperations<STS>> = serviceClient(services, 'sts', 'Sts', {
    ...origin,
    caller: {
      principal: {
        type: 'Service',
        account: origin.account,
        arn: 'cloudformation.amazonaws.com',
        userId: 'cloudformation.amazonaws.com',
      },
    },
  });
  try {
    if (account !== origin.account || !resource.startsWith('role/')) throw invalidRole(roleArn);
    const { AssumedRoleUser, Credentials } = await sts.AssumeRole({
      RoleArn: roleArn,
      RoleSessionName: SESSION_NAME,
    });
    return {
      principal: {
        type: 'AssumedRole',
        account,
        arn: AssumedRoleUser?.Arn ?? '',
        userId: AssumedRoleUser?.AssumedRoleId ?? '',
        roleArn,
        roleName,
        sessionName: SESSION_NAME,
      },
      session: { accessKeyId: Credentials?.AccessKeyId ?? '' },
    };
  } catch (error) {
    if (error instanceof ServiceCallError || error instanceof ServiceError) throw invalidRole(roleArn);
    throw error;
  }
}

function invalidRole(roleArn: string) {
  return validationError(`Role ${roleArn} is invalid or cannot be assumed`);
}
