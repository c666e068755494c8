import { randomInt } from 'node:crypto';
import { errors } from './errors.ts';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const GENERATED_LENGTH = 40;
const MINIMUM_LENGTH = 20;
const MAXIMUM_LENGTH = 128;

/** Forty letters and digits, as AWS makes keys. */
export function newApiKeyValue(): string {
  let value = '';
  for (let index = 0; index < GENERATED_LENGTH; index++)
    value += CHARACTERS.charAt(randomInt(CHARACTERS.length));
  return value;
}

/** Throws BadRequestException unless a key's value has 20 to 128 characters. */
export function checkApiKeyValue(value: string): void {
  if (value.length < MINIMUM_LENGTH) throw errors.apiKeyValueTooShort(MINIMUM_LENGTH);
  if (value.length > MAXIMUM_LENGTH) throw errors.apiKeyValueTooLong(MAXIMUM_LENGTH);
}

/**
 * Longest texts in characters. The name's is documented
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-file-format.html), AWS was recorded to refuse a
 * description of 125,001.
 */
const MAXIMUM_TEXTS = { name: 1024, description: 125_000, customerId: 1024 } as const;

/** Throws BadRequestException when a key's name, description or customer is too long. */
export function checkApiKeyText(
  member: keyof typeof MAXIMUM_TEXTS,
  text: string | undefined,
): string | undefined {
  const maximum = MAXIMUM_TEXTS[member];
  if (text !== undefined && text.length > maximum) throw errors.apiKeyTextTooLong(member, maximum);
  return text || undefined;
}
