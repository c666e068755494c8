import type { DocumentationPart } from '../../definitions/api-parts.ts';
import type { RestApi } from '../../definitions/rest-api.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { completeLocation, isDocumentationType, locationText } from './documentation-location.ts';
import { undocumentedLocations } from './documentation-targets.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf } from './gateway.ts';
import { newPartId } from './identifiers.ts';
import { parseJsonObject } from './json-document.ts';
import { required } from './members.ts';
import { pageOf } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'CreateDocumentationPart'
  | 'GetDocumentationPart'
  | 'GetDocumentationParts'
  | 'UpdateDocumentationPart'
  | 'DeleteDocumentationPart';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPart.html */
export function documentationPartOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateDocumentationPart: (input, context) => createDocumentationPart(gateway, input, context),
    GetDocumentationPart: async (input, context) =>
      describeDocumentationPart((await findDocumentationPart(gateway, input, context)).value),
    GetDocumentationParts: (input, context) => getDocumentationParts(gateway, input, context),
    UpdateDocumentationPart: (input, context) => updateDocumentationPart(gateway, input, context),
    DeleteDocumentationPart: (input, context) => deleteDocumentationPart(gateway, input, context),
  };
}

/** What UpdateDocumentationPart can change. */
const documentationPartPatches: PatchTable<DocumentationPart> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/properties',
      replace: (part, { value }) => {
        part.properties = checkDocumentationProperties(value);
      },
    },
  ],
};

/** Throws BadRequestException unless the text is a JSON object. */
export function checkDocumentationProperties(text: string | undefined): string {
  if (text === undefined || parseJsonObject(text) === undefined) {
    throw errors.invalidDocumentationProperties();
  }
  return text;
}

interface DocumentationPartReference {
  readonly restApiId: string | undefined;
  readonly documentationPartId: string | undefined;
}

function documentationPartKey(input: DocumentationPartReference): string {
  const { restApiId, documentationPartId } = input;
  return `${required(restApiId, 'restApiId')}/${required(documentationPartId, 'documentationPartId')}`;
}

/** Throws NotFoundException; an unknown API too reads as an unknown documentation part. */
async function findDocumentationPart(
  gateway: Gateway,
  input: DocumentationPartReference,
  context: CallContext,
): Promise<Stored<DocumentationPart>> {
  const found = await gateway.documentationParts.get(scopeOf(context), documentationPartKey(input));
  if (found === undefined) throw errors.documentationPartNotFound();
  return found;
}

/** All documentation parts of an API, in order of what they are about. */
export async function documentationPartsOf(
  gateway: Gateway,
  api: Stored<RestApi>,
): Promise<Stored<DocumentationPart>[]> {
  const found = await gateway.documentationParts.list(api.scope, { prefix: `${api.value.id}/` });
  const keyed = found.map((part) => ({ part, key: locationText(part.value.location) }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return keyed.map(({ part }) => part);
}

function describeDocumentationPart(part: DocumentationPart): Output<'GetDocumentationPart'> {
  const { type, ...members } = part.location;
  if (!isDocumentationType(type)) throw new TypeError(`a documentation part of type ${type}`);
  return { ...part, location: { ...members, type } };
}

async function createDocumentationPart(
  gateway: Gateway,
  input: Input<'CreateDocumentationPart'>,
  context: CallContext,
): Promise<Output<'CreateDocumentationPart'>> {
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const part: DocumentationPart = {
      id: newPartId(),
      location: completeLocation(required(input.location, 'location')),
      properties: checkDocumentationProperties(input.properties),
    };
    const place = locationText(part.location);
    const all = await documentationPartsOf(gateway, api);
    if (all.some(({ value }) => locationText(value.location) === place)) {
      throw errors.documentationPartExists(place);
    }
    if (all.length >= gateway.quotas.documentationPartsPerApi) throw errors.documentationPartQuota();
    await gateway.store.commit([
      holding(gateway, api),
      gateway.documentationParts.putting(api.scope, `${api.value.id}/${part.id}`, part, 0),
    ]);
    return describeDocumentationPart(part);
  });
}

/** Those with content, or with `locationStatus=UNDOCUMENTED` what of the API has none: locations alone. */
async function getDocumentationParts(
  gateway: Gateway,
  input: Input<'GetDocumentationParts'>,
  context: CallContext,
): Promise<Output<'GetDocumentationParts'>> {
  const api = await findRestApi(gateway, input.restApiId, context);
  const parts = (await documentationPartsOf(gateway, api)).map(({ value }) => value);
  const all =
    input.locationStatus === 'UNDOCUMENTED'
      ? await undocumentedLocations(gateway, api, parts)
      : parts.map(describeDocumentationPart);
  const { type, nameQuery, path } = input;
  const wanted = all.filter(({ location }) => {
    if (location === undefined || (type !== undefined && location.type !== type)) return false;
    if (path !== undefined && location.path !== path) return false;
    return nameQuery === undefined || location.name?.includes(nameQuery) === true;
  });
  return pageOf(wanted, input);
}

async function updateDocumentationPart(
  gateway: Gateway,
  input: Input<'UpdateDocumentationPart'>,
  context: CallContext,
): Promise<Output<'UpdateDocumentationPart'>> {
  const updated = await gateway.documentationParts.update(
    scopeOf(context),
    documentationPartKey(input),
    (part) => applyPatch(documentationPartPatches, part, input.patchOperations),
  );
  if (updated === undefined) throw errors.documentationPartNotFound();
  return describeDocumentationPart(updated.value);
}

async function deleteDocumentationPart(
  gateway: Gateway,
  input: Input<'DeleteDocumentationPart'>,
  context: CallContext,
): Promise<Output<'DeleteDocumentationPart'>> {
  await atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    const found = await findDocumentationPart(gateway, input, context);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.documentationParts.deleting(found.scope, found.id, found.revision),
    ]);
  });
  return {};
}
