import type { DocumentationPart } from '../../definitions/api-parts.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { completeLocation, type GivenLocation } from './documentation-location.ts';
import { errors } from './errors.ts';
import { isJsonObject, type JsonObject, parseJsonObject } from './json-document.ts';

/** Characters of the largest file that AWS imports. */
const MAXIMUM_LENGTH = 6 * 1024 * 1024;

/** A documentation part as an OpenAPI file has it. */
export type FiledPart = Omit<DocumentationPart, 'id'>;

/** The documentation of an OpenAPI file, and what of it could not be read. */
export interface FiledDocumentation {
  readonly parts: readonly FiledPart[];
  readonly warnings: readonly string[];
}

/** Reads an OpenAPI file, JSON or YAML. Throws BadRequestException for anything else. */
export async function readOpenApiFile(bytes: Uint8Array): Promise<JsonObject> {
  if (bytes.byteLength > MAXIMUM_LENGTH) throw errors.unreadableImport();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const file = text.trimStart().startsWith('{') ? parseJsonObject(text) : await parseYamlObject(text);
  if (file === undefined || (file.openapi === undefined && file.swagger === undefined)) {
    throw errors.unreadableImport();
  }
  return file;
}

async function parseYamlObject(text: string): Promise<JsonObject | undefined> {
  const { parse } = await import('yaml');
  try {
    // Aliases are expanded at most a hundred times, and what comes out must be what JSON can say.
    return parseJsonObject(JSON.stringify(parse(text, { schema: 'core', logLevel: 'error' })));
  } catch {
    return undefined;
  }
}

/**
 * The parts in a file's `x-amazon-apigateway-documentation`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-quick-start-import-export.html
 */
export function documentationIn(file: JsonObject): FiledDocumentation {
  const extension = file['x-amazon-apigateway-documentation'];
  const listed: unknown = isJsonObject(extension) ? extension.documentationParts : [];
  const parts: FiledPart[] = [];
  const warnings: string[] = [];
  for (const [index, part] of (Array.isArray(listed) ? listed : []).entries()) {
    const read = readPart(part);
    if ('location' in read) parts.push(read);
    else warnings.push(`Invalid documentation part at index ${index}. Ignoring. ${read.message}`);
  }
  return { parts, warnings };
}

/** The part, or what is wrong with it. */
function readPart(part: unknown): FiledPart | ServiceError {
  if (!isJsonObject(part) || !isJsonObject(part.location) || !isJsonObject(part.properties)) {
    return errors.invalidDocumentationProperties();
  }
  const location: GivenLocation = {};
  for (const member of ['type', 'path', 'method', 'statusCode', 'name'] as const) {
    const value = part.location[member];
    if (value !== undefined) location[member] = String(value);
  }
  try {
    return { location: completeLocation(location), properties: JSON.stringify(part.properties) };
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}
