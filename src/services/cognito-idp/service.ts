import { loadAwsService } from '../../protocols/aws-services.ts';
import type { Handlers, Service } from '../../protocols/service.ts';
import { initiateAuthHandlers } from './authentication/initiate-auth.ts';
import { respondToAuthChallengeHandlers } from './authentication/respond-to-auth-challenge.ts';
import { revokeTokenHandler } from './authentication/revoke-token.ts';
import { userPoolClientHandlers } from './clients/user-pool-clients.ts';
import { groupMemberHandlers } from './groups/group-members.ts';
import { groupHandlers } from './groups/user-pool-groups.ts';
import type { CognitoOperations, CognitoParts } from './operations.ts';
import { requiredPermissions } from './permissions.ts';
import { domainHandlers } from './pools/domains.ts';
import { resourceServerHandlers } from './pools/resource-servers.ts';
import { tagHandlers } from './pools/tags.ts';
import { userPoolHandlers } from './pools/user-pools.ts';
import { UNSUPPORTED } from './unsupported.ts';
import { adminUserHandlers } from './users/admin-users.ts';
import { listUsersHandler } from './users/list-users.ts';
import { ownUserHandlers } from './users/own-user.ts';
import { passwordHandlers } from './users/passwords.ts';
import { signUpHandlers } from './users/sign-up.ts';

/** Bytes; anybody may send them. */
const MAXIMUM_BODY_SIZE = 256 * 1024;

/** Amazon Cognito user pools, 2016-04-18. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ */
export function createCognitoService(parts: CognitoParts): Service {
  return {
    name: 'cognito-idp',
    loadSchema: () => loadAwsService('cognito-idp'),
    handlers: cognitoHandlers(parts),
    permissions: requiredPermissions,
    maximumBodySize: MAXIMUM_BODY_SIZE,
  };
}

/** A handler, or its declared absence, for every operation of the API. */
function cognitoHandlers(parts: CognitoParts) {
  return {
    ...UNSUPPORTED,
    ...userPoolHandlers(parts),
    ...userPoolClientHandlers(parts),
    ...domainHandlers(parts),
    ...resourceServerHandlers(parts),
    ...tagHandlers(parts),
    ...groupHandlers(parts),
    ...groupMemberHandlers(parts),
    ...adminUserHandlers(parts),
    ...listUsersHandler(parts),
    ...signUpHandlers(parts),
    ...passwordHandlers(parts),
    ...ownUserHandlers(parts),
    ...initiateAuthHandlers(parts),
    ...respondToAuthChallengeHandlers(parts),
    ...revokeTokenHandler(parts),
  } satisfies Handlers<CognitoOperations>;
}
