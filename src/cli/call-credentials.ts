import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SigningCredentials } from '../identity/sigv4/sign.ts';
import { UsageError } from './command.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const HOW =
  'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (eval "$(alicorn credentials)" does so for a gateway of yours), or give --profile NAME or --credentials FILE';

/**
 * The credentials to sign with: from the file or profile that was named, else from the environment, else from the
 * shared credentials file's profile, as the AWS CLI looks for them.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export function findCredentials(
  options: { readonly profile: string | undefined; readonly credentialsFile: string | undefined },
  env: Environment,
): SigningCredentials {
  if (options.credentialsFile !== undefined) {
    return readCredentialsFile(options.credentialsFile, options.profile ?? 'default');
  }
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (options.profile === undefined && accessKeyId && secretAccessKey) {
    return { accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN || undefined };
  }
  const file =
    env.AWS_SHARED_CREDENTIALS_FILE || join(env.HOME || env.USERPROFILE || homedir(), '.aws', 'credentials');
  const profile = options.profile ?? (env.AWS_PROFILE || 'default');
  const text = readText(file);
  const found = text === undefined ? undefined : credentialsOfProfile(text, profile);
  if (found) return found;
  throw new UsageError(
    options.profile === undefined
      ? `no credentials to sign with: ${HOW}`
      : `the profile ${JSON.stringify(profile)} has no access key in ${file}`,
  );
}

/** A shared credentials file, or JSON with accessKeyId, secretAccessKey and perhaps sessionToken. */
function readCredentialsFile(file: string, profile: string): SigningCredentials {
  const text = readText(file);
  if (text === undefined) throw new UsageError(`the credentials file ${file} cannot be read`);
  const found = text.trimStart().startsWith('{')
    ? credentialsOfJson(text)
    : credentialsOfProfile(text, profile);
  if (found) return found;
  throw new UsageError(
    `${file} holds no credentials: it must be JSON with accessKeyId and secretAccessKey, or a shared credentials file with the profile ${JSON.stringify(profile)}`,
  );
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function credentialsOfJson(text: string): SigningCredentials | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('accessKeyId' in value) || !('secretAccessKey' in value)) return undefined;
  const { accessKeyId, secretAccessKey } = value;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  const sessionToken =
    'sessionToken' in value && typeof value.sessionToken === 'string' ? value.sessionToken : undefined;
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
function credentialsOfProfile(text: string, profile: string): SigningCredentials | undefined {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
      section = trimmed.slice(1, -1).trim();
    } else if (section === profile) {
      const equals = trimmed.indexOf('=');
      if (equals > 0) settings.set(trimmed.slice(0, equals).trim(), trimmed.slice(equals + 1).trim());
    }
  }
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: settings.get('aws_session_token') || undefined };
}
