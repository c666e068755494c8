import type { DocumentationPart } from '../../definitions/api-parts.ts';
import type { RestApi } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { documentationIn, type FiledPart, readOpenApiFile } from './documentation-file.ts';
import { locationText } from './documentation-location.ts';
import { documentationPartsOf } from './documentation-part.ts';
import { errors } from './errors.ts';
import type { Family, Gateway, Input, Output } from './gateway.ts';
import { newPartId } from './identifiers.ts';
import { parseJsonObject } from './json-document.ts';
import { required } from './members.ts';
import { findRestApi, holding } from './rest-api.ts';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ImportDocumentationParts.html */
export function documentationImportOperations(gateway: Gateway): Family<'ImportDocumentationParts'> {
  return {
    ImportDocumentationParts: (input, context) => importDocumentationParts(gateway, input, context),
  };
}

async function importDocumentationParts(
  gateway: Gateway,
  input: Input<'ImportDocumentationParts'>,
  context: CallContext,
): Promise<Output<'ImportDocumentationParts'>> {
  await findRestApi(gateway, input.restApiId, context);
  const { parts, warnings } = documentationIn(await readOpenApiFile(required(input.body, 'body'), context));
  if (input.failOnWarnings === true && warnings.length > 0) throw errors.importWarnings(warnings);
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const { ids, changes } = await documentationChanges(gateway, api, parts, input.mode === 'overwrite');
    await gateway.store.commit([holding(gateway, api), ...changes]);
    return { ids, ...(warnings.length > 0 ? { warnings: [...warnings] } : {}) };
  });
}

/**
 * What writes the parts of a file to an API. Merging keeps the parts that the API has, and adds properties to those of
 * the same locations; overwriting takes all away first. Throws LimitExceededException.
 */
export async function documentationChanges(
  gateway: Gateway,
  api: Stored<RestApi>,
  parts: readonly FiledPart[],
  overwrite: boolean,
): Promise<{ ids: string[]; changes: Change[] }> {
  const present = await documentationPartsOf(gateway, api);
  const kept = overwrite ? [] : present;
  const known = new Map(kept.map((part) => [locationText(part.value.location), part.value]));
  const written = new Map<string, DocumentationPart>();
  for (const part of parts) {
    const place = locationText(part.location);
    const before = written.get(place) ?? known.get(place);
    written.set(place, before === undefined ? { id: newPartId(), ...part } : merged(before, part));
  }
  const total = new Set([...known.keys(), ...written.keys()]).size;
  if (total > gateway.quotas.documentationPartsPerApi) throw errors.documentationPartQuota();
  const { scope } = api;
  const removals = overwrite
    ? present.map(({ id, revision }) => gateway.documentationParts.deleting(scope, id, revision))
    : [];
  const writes = [...written.values()].map((part) =>
    gateway.documentationParts.putting(scope, `${api.value.id}/${part.id}`, part),
  );
  return { ids: [...written.values()].map((part) => part.id), changes: [...removals, ...writes] };
}

function merged(before: DocumentationPart, part: FiledPart): DocumentationPart {
  const properties = { ...parseJsonObject(before.properties), ...parseJsonObject(part.properties) };
  return { ...before, properties: JSON.stringify(properties) };
}
