import type { DocumentationPartType } from '@aws-sdk/client-api-gateway';
import type { DocumentationPart } from '../../definitions/api-parts.ts';
import { errors } from './errors.ts';

/** What a documentation part is about. */
export type DocumentationLocation = DocumentationPart['location'];

type Member = 'path' | 'method' | 'statusCode' | 'name';

const MEMBERS: readonly Member[] = ['path', 'method', 'statusCode', 'name'];

/** Which members each type has. https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPartLocation.html */
const TYPES: ReadonlyMap<string, readonly Member[]> = new Map<string, readonly Member[]>([
  ['API', []],
  ['AUTHORIZER', ['name']],
  ['MODEL', ['name']],
  ['RESOURCE', ['path']],
  ['METHOD', ['path', 'method']],
  ['PATH_PARAMETER', ['path', 'method', 'name']],
  ['QUERY_PARAMETER', ['path', 'method', 'name']],
  ['REQUEST_HEADER', ['path', 'method', 'name']],
  ['REQUEST_BODY', ['path', 'method']],
  ['RESPONSE', ['path', 'method', 'statusCode']],
  ['RESPONSE_HEADER', ['path', 'method', 'statusCode', 'name']],
  ['RESPONSE_BODY', ['path', 'method', 'statusCode']],
]);

/** What stands for members that are left out: the root, any method, any status. */
const DEFAULTS: Readonly<Record<'path' | 'method' | 'statusCode', string>> = {
  path: '/',
  method: '*',
  statusCode: '*',
};

/** What a client says of a location. */
export type GivenLocation = Partial<Record<'type' | Member, string | undefined>>;

export function isDocumentationType(type: string | undefined): type is DocumentationPartType {
  return type !== undefined && TYPES.has(type);
}

/**
 * The location with AWS's defaults. Throws BadRequestException for members that the type does not have, and for a name
 * that is missing.
 */
export function completeLocation(given: GivenLocation): DocumentationLocation {
  const { type } = given;
  const allowed = TYPES.get(type ?? '');
  if (type === undefined || allowed === undefined)
    throw errors.invalidDocumentationLocation('type', `${type}`);
  const location: DocumentationLocation = { type };
  for (const member of MEMBERS) {
    const value = given[member] || undefined;
    // The model's documentation names REQUEST_BODY among the types with names, but every body has but one.
    const has = allowed.includes(member) || (member === 'name' && type === 'REQUEST_BODY');
    if (value !== undefined && !has) throw errors.invalidDocumentationLocation(member, type);
    if (value !== undefined) location[member] = value;
    else if (allowed.includes(member) && member === 'name') throw errors.documentationNameMissing(type);
    else if (allowed.includes(member) && member !== 'name') location[member] = DEFAULTS[member];
  }
  return location;
}

/** `type 'METHOD', path '/pets', method 'GET'`: tells locations apart, and names them in errors. */
export function locationText(location: GivenLocation): string {
  const members = ['type' as const, ...MEMBERS].filter((member) => location[member] !== undefined);
  return members.map((member) => `${member} '${location[member]}'`).join(', ');
}
