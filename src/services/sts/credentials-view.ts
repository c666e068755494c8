import type { Credentials } from '@aws-sdk/client-sts';
import type { SessionCredentials } from '../../identity/session-token.ts';

/** Temporary credentials as STS answers them, with the end in whole seconds. */
export function credentialsView(credentials: SessionCredentials): Credentials {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: new Date(Math.floor(credentials.expiration.getTime() / 1_000) * 1_000),
  };
}
