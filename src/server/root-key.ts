import { readFileSync, writeFileSync } from 'node:fs';

/** A long-term access key. */
export interface RootKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Keeps the key in the form of the shared credentials file, so that `AWS_SHARED_CREDENTIALS_FILE=PATH` is all that the
 * AWS CLI and the SDKs need. Readable by its owner alone.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function writeRootKey(path: string, key: RootKey): void {
  const text = `[default]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`;
  writeFileSync(path, text, { mode: 0o600 });
}

/** Undefined when there is no such file or it holds no key. */
export function readRootKey(path: string): RootKey | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) settings.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const accessKeyId = settings.get('aws_access_key_id');
  const secretAccessKey = settings.get('aws_secret_access_key');
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}
