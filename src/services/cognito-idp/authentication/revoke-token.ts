import { UserPoolError } from '../../../user-pools/user-pool-error.ts';
import { requireClient } from '../find.ts';
import type { CognitoHandlers, CognitoParts } from '../operations.ts';
import { requireClientSecret } from './auth-parameters.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
export function revokeTokenHandler({ userPools: parts }: CognitoParts): CognitoHandlers<'RevokeToken'> {
  return {
    async RevokeToken(input) {
      const client = await requireClient(parts, input.ClientId);
      requireClientSecret(client, input.ClientSecret);
      if (!client.client.enableTokenRevocation)
        throw new UserPoolError(
          'UnsupportedOperationException',
          'Token revocation is not enabled for the client',
        );
      // An access token is a JWT, which is no refresh token.
      if (input.Token?.startsWith('eyJ'))
        throw new UserPoolError('UnsupportedTokenTypeException', 'Unsupported token type');
      await parts.tokens.revoke(client, input.Token ?? '');
      return {};
    },
  };
}
