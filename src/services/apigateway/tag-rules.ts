import { errors } from './errors.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html */
export function checkTags(tags: Readonly<Record<string, string>>, maximum: number): void {
  const names = Object.keys(tags);
  if (names.length > maximum) throw errors.tagQuota(maximum);
  if (names.some((name) => name === '' || name.length > 128 || name.toLowerCase().startsWith('aws:'))) {
    throw errors.reservedTag();
  }
  if (Object.values(tags).some((value) => value.length > 256)) throw errors.invalidTagValue();
}
