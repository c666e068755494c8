import type { Credentials } from '@aws-sdk/client-sts';
import type { SessionCredentials } from '../../identity/session-token.ts';

/** Temporary credentials as STS answers them. */
export function credentialsView(credentials: SessionCredentials): Credentials {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration,
  };
}
