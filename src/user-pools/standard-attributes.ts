import type { SchemaAttribute } from '../definitions/user-pools.ts';

function text(name: string, more: Partial<SchemaAttribute> = {}): SchemaAttribute {
  return { ...base(name, 'String'), minLength: '0', maxLength: '2048', ...more };
}

function base(name: string, type: SchemaAttribute['type']): SchemaAttribute {
  return { name, type, developerOnly: false, mutable: true, required: false };
}

/**
 * The attributes that every pool has, in AWS's order, as DescribeUserPool gives them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const STANDARD_ATTRIBUTES: readonly SchemaAttribute[] = [
  text('sub', { mutable: false, required: true, minLength: '1' }),
  text('name'),
  text('given_name'),
  text('family_name'),
  text('middle_name'),
  text('nickname'),
  text('preferred_username'),
  text('profile'),
  text('picture'),
  text('website'),
  text('email'),
  base('email_verified', 'Boolean'),
  text('gender'),
  text('birthdate', { minLength: '10', maxLength: '10' }),
  text('zoneinfo'),
  text('locale'),
  text('phone_number'),
  base('phone_number_verified', 'Boolean'),
  text('address'),
  { ...base('updated_at', 'Number'), minValue: '0' },
];
