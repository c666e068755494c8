import type { DocumentationVersion } from '../../definitions/api-parts.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Change, Scope, Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { documentationPartsOf } from './documentation-part.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { findRestApi, holding } from './rest-api.ts';

type Operation =
  | 'CreateDocumentationVersion'
  | 'GetDocumentationVersion'
  | 'GetDocumentationVersions'
  | 'UpdateDocumentationVersion'
  | 'DeleteDocumentationVersion';

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationVersion.html */
export function documentationVersionOperations(gateway: Gateway): Family<Operation> {
  return {
    CreateDocumentationVersion: (input, context) => createDocumentationVersion(gateway, input, context),
    GetDocumentationVersion: async (input, context) =>
      describeDocumentationVersion((await findDocumentationVersion(gateway, input, context)).value),
    GetDocumentationVersions: async (input, context) => {
      const api = await findRestApi(gateway, input.restApiId, context);
      const page = await readPage(gateway.documentationVersions, api.scope, `${api.value.id}/`, input);
      return { ...page, items: page.items.map(describeDocumentationVersion) };
    },
    UpdateDocumentationVersion: (input, context) => updateDocumentationVersion(gateway, input, context),
    DeleteDocumentationVersion: (input, context) => deleteDocumentationVersion(gateway, input, context),
  };
}

/** What UpdateDocumentationVersion can change. */
const documentationVersionPatches: PatchTable<DocumentationVersion> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/description',
      replace: (version, { value }) => {
        if (value) version.description = value;
        else delete version.description;
      },
    },
  ],
};

interface DocumentationVersionReference {
  readonly restApiId: string | undefined;
  readonly documentationVersion: string | undefined;
}

function documentationVersionKey(input: DocumentationVersionReference): string {
  const { restApiId, documentationVersion } = input;
  return `${required(restApiId, 'restApiId')}/${required(documentationVersion, 'documentationVersion')}`;
}

/** Throws NotFoundException; an unknown API too reads as an unknown documentation version. */
async function findDocumentationVersion(
  gateway: Gateway,
  input: DocumentationVersionReference,
  context: CallContext,
): Promise<Stored<DocumentationVersion>> {
  const found = await gateway.documentationVersions.get(scopeOf(context), documentationVersionKey(input));
  if (found === undefined) throw errors.documentationVersionNotFound();
  return found;
}

/** Throws BadRequestException unless a stage names none, or one of its API's. */
export async function checkDocumentationVersion(
  gateway: Gateway,
  scope: Scope,
  restApiId: string,
  version: string | undefined,
): Promise<void> {
  if (version === undefined) return;
  const found = await gateway.documentationVersions.get(scope, `${restApiId}/${version}`);
  if (found === undefined) throw errors.noSuchDocumentationVersion();
}

function describeDocumentationVersion(version: DocumentationVersion): Output<'GetDocumentationVersion'> {
  const { parts: _parts, createdDate, ...members } = version;
  return { ...members, createdDate: new Date(createdDate) };
}

/** Freezes the API's documentation parts as they are now, and makes them the documentation of a stage where one is named. */
async function createDocumentationVersion(
  gateway: Gateway,
  input: Input<'CreateDocumentationVersion'>,
  context: CallContext,
): Promise<Output<'CreateDocumentationVersion'>> {
  const name = required(input.documentationVersion, 'documentationVersion');
  return atomically(async () => {
    const api = await findRestApi(gateway, input.restApiId, context);
    if (name === '') throw errors.emptyDocumentationVersion();
    if (!isName(name)) throw errors.noSuchDocumentationVersion();
    const key = `${api.value.id}/${name}`;
    if ((await gateway.documentationVersions.get(api.scope, key)) !== undefined) {
      throw errors.documentationVersionExists();
    }
    const version: DocumentationVersion = defined({
      version: name,
      createdDate: wholeSeconds(gateway.clock),
      description: input.description || undefined,
      parts: (await documentationPartsOf(gateway, api)).map((part) => part.value),
    });
    await gateway.store.commit([
      holding(gateway, api),
      gateway.documentationVersions.putting(api.scope, key, version, 0),
      ...(input.stageName
        ? [await publishing(gateway, api.scope, `${api.value.id}/${input.stageName}`, name)]
        : []),
    ]);
    return describeDocumentationVersion(version);
  });
}

/** Versions are in paths: one that no path can say would never be found again. */
function isName(version: string): boolean {
  return version.isWellFormed() && !/\p{Cc}/u.test(version);
}

/** Makes a version the documentation of a stage. Throws NotFoundException. */
async function publishing(
  gateway: Gateway,
  scope: Scope,
  stageKey: string,
  version: string,
): Promise<Change> {
  const stage = await gateway.stages.get(scope, stageKey);
  if (stage === undefined) throw errors.stageNotFound();
  const changed = {
    ...stage.value,
    documentationVersion: version,
    lastUpdatedDate: wholeSeconds(gateway.clock),
  };
  return gateway.stages.putting(scope, stageKey, changed, stage.revision);
}

async function updateDocumentationVersion(
  gateway: Gateway,
  input: Input<'UpdateDocumentationVersion'>,
  context: CallContext,
): Promise<Output<'UpdateDocumentationVersion'>> {
  const updated = await gateway.documentationVersions.update(
    scopeOf(context),
    documentationVersionKey(input),
    (version) => applyPatch(documentationVersionPatches, version, input.patchOperations),
  );
  if (updated === undefined) throw errors.documentationVersionNotFound();
  return describeDocumentationVersion(updated.value);
}

async function deleteDocumentationVersion(
  gateway: Gateway,
  input: Input<'DeleteDocumentationVersion'>,
  context: CallContext,
): Promise<Output<'DeleteDocumentationVersion'>> {
  await atomically(async () => {
    const found = await findDocumentationVersion(gateway, input, context);
    const api = await findRestApi(gateway, input.restApiId, context);
    const { version } = found.value;
    const stages = await gateway.stages.list(api.scope, { prefix: `${api.value.id}/` });
    const user = stages.find((stage) => stage.value.documentationVersion === version);
    if (user !== undefined) throw errors.documentationVersionInUse(version, user.value.stageName);
    await gateway.store.commit([
      holding(gateway, api),
      gateway.documentationVersions.deleting(found.scope, found.id, found.revision),
    ]);
  });
  return {};
}
