import type { ApiDefinition } from '../../openapi/definition.ts';
import type { JsonObject } from '../../openapi/json-value.ts';
import {
  MAXIMUM_DOCUMENT_BYTES,
  OversizedDocumentError,
  parseDocument,
  UnreadableDocumentError,
} from '../../openapi/parse-document.ts';
import { InvalidDefinitionError, type Problems } from '../../openapi/problems.ts';
import { type ReadingOptions, readDefinition } from '../../openapi/read-definition.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { ServiceError } from '../../protocols/service-error.ts';
import { errors } from './errors.ts';

/** A body is read to authorize the call and then to import it: once for both, while the call lasts. */
const documents = new WeakMap<Uint8Array, Promise<JsonObject>>();

/**
 * The document in the body of an import. Throws BadRequestException with AWS's text for what is neither JSON nor YAML.
 */
export async function documentIn(body: unknown, context: CallContext): Promise<JsonObject> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (!(bytes instanceof Uint8Array)) throw errors.unreadableImport();
  const { account, region } = context;
  let document = documents.get(bytes);
  if (document === undefined) {
    document = parseDocument(bytes, { account, region, partition: 'aws' });
    documents.set(bytes, document);
  }
  try {
    return await document;
  } catch (error) {
    throw answerFor(error);
  }
}

/** What the document defines. Throws BadRequestException for what is no OpenAPI definition. */
export function definitionIn(
  document: JsonObject,
  options: ReadingOptions,
  problems: Problems,
): ApiDefinition {
  try {
    return readDefinition(document, options, problems);
  } catch (error) {
    throw answerFor(error);
  }
}

function answerFor(error: unknown): ServiceError | unknown {
  if (error instanceof UnreadableDocumentError) return errors.unreadableImport();
  if (error instanceof OversizedDocumentError) return errors.definitionTooLarge(MAXIMUM_DOCUMENT_BYTES);
  if (error instanceof InvalidDefinitionError) return errors.invalidDefinition(error.message);
  return error;
}
