import type { DocumentationPart } from '../../definitions/api-parts.ts';
import type { CallContext } from '../../protocols/service.ts';
import { ServiceError } from '../../protocols/service-error.ts';
import { completeLocation, type GivenLocation } from './documentation-location.ts';
import { errors } from './errors.ts';
import { documentIn } from './import-document.ts';
import { isJsonObject, type JsonObject } from './json-document.ts';

/** A documentation part as an OpenAPI file has it. */
export type FiledPart = Omit<DocumentationPart, 'id'>;

/** The documentation of an OpenAPI file, and what of it could not be read. */
export interface FiledDocumentation {
  readonly parts: readonly FiledPart[];
  readonly warnings: readonly string[];
}

/** Reads an OpenAPI file, JSON or YAML. Throws BadRequestException for anything else. */
export async function readOpenApiFile(body: unknown, context: CallContext): Promise<JsonObject> {
  const file = await documentIn(body, context);
  if (file.openapi === undefined && file.swagger === undefined) throw errors.unreadableImport();
  return file;
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
