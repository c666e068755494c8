import { createHmac } from 'node:crypto';
import type { Caller } from '../identity/principal.ts';
import type { ServiceCaller } from '../protocols/service.ts';
import type { SelfService } from '../user-pools/hosted/self-service.ts';
import type { ClientOfPool } from '../user-pools/user-pool.ts';

const PRINCIPAL = 'cognito-idp.amazonaws.com';

/** Calls the operations of the API that need no signature, as the pages of its own service. */
export function userPoolSelfService(api: () => Promise<ServiceCaller>): SelfService {
  const call = async (
    operation: string,
    { pool, client }: ClientOfPool,
    username: string,
    input: object,
  ): Promise<unknown> => {
    const caller: Caller = {
      principal: { type: 'Service', account: pool.scope.account, arn: PRINCIPAL, userId: PRINCIPAL },
    };
    const secretHash = client.secret && {
      SecretHash: createHmac('sha256', client.secret).update(`${username}${client.id}`).digest('base64'),
    };
    const whole = { ClientId: client.id, Username: username, ...secretHash, ...input };
    return (await api()).call('cognito-idp', operation, whole, { caller, ...pool.scope });
  };
  return {
    async signUp(client, { username, password, attributes }) {
      const UserAttributes = attributes.map(({ name, value }) => ({ Name: name, Value: value }));
      const answer = await call('SignUp', client, username, { Password: password, UserAttributes });
      return { confirmed: Object(answer).UserConfirmed === true };
    },
    async confirm(client, username, code) {
      await call('ConfirmSignUp', client, username, { ConfirmationCode: code });
    },
  };
}
