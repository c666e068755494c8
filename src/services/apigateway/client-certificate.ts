import type { ClientCertificate } from '../../definitions/connections.ts';
import type { CallContext } from '../../protocols/service.ts';
import type { Stored } from '../../store/store.ts';
import { atomically } from './atomically.ts';
import { errors } from './errors.ts';
import { type Family, type Gateway, type Input, type Output, scopeOf, wholeSeconds } from './gateway.ts';
import { newAccountResourceId } from './identifiers.ts';
import { defined, required } from './members.ts';
import { readPage } from './pages.ts';
import { applyPatch, listingRejections, type PatchTable } from './patch.ts';
import { newSelfSignedCertificate } from './self-signed-certificate.ts';
import { checkTags } from './tag-rules.ts';

type Operation =
  | 'GenerateClientCertificate'
  | 'GetClientCertificate'
  | 'GetClientCertificates'
  | 'UpdateClientCertificate'
  | 'DeleteClientCertificate';

/** How long a certificate is valid: 365 days. */
const LIFETIME = 365 * 24 * 60 * 60 * 1000;

/** https://docs.aws.amazon.com/apigateway/latest/api/API_ClientCertificate.html */
export function clientCertificateOperations(gateway: Gateway): Family<Operation> {
  return {
    GenerateClientCertificate: (input, context) => generateClientCertificate(gateway, input, context),
    GetClientCertificate: async (input, context) =>
      withTags((await findClientCertificate(gateway, input.clientCertificateId, context)).value),
    GetClientCertificates: async (input, context) => {
      const page = await readPage(gateway.clientCertificates, scopeOf(context), '', input);
      return { ...page, items: page.items.map(describeCertificate) };
    },
    UpdateClientCertificate: (input, context) => updateClientCertificate(gateway, input, context),
    DeleteClientCertificate: (input, context) => deleteClientCertificate(gateway, input, context),
  };
}

/** What UpdateClientCertificate can change. */
const clientCertificatePatches: PatchTable<ClientCertificate> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/description',
      replace: (certificate, { value }) => {
        if (value) certificate.description = value;
        else delete certificate.description;
      },
    },
  ],
};

/** Throws NotFoundException. */
async function findClientCertificate(
  gateway: Gateway,
  id: string | undefined,
  context: CallContext,
): Promise<Stored<ClientCertificate>> {
  const found = await gateway.clientCertificates.get(scopeOf(context), required(id, 'clientCertificateId'));
  if (found === undefined) throw errors.clientCertificateNotFound();
  return found;
}

/** Without the private key, which nobody is shown. */
function describeCertificate(certificate: ClientCertificate): Output<'GetClientCertificate'> {
  const { privateKey: _privateKey, createdDate, expirationDate, ...members } = certificate;
  return { ...members, createdDate: new Date(createdDate), expirationDate: new Date(expirationDate) };
}

function withTags(certificate: ClientCertificate): Output<'GetClientCertificate'> {
  return { ...describeCertificate(certificate), tags: certificate.tags ?? {} };
}

async function generateClientCertificate(
  gateway: Gateway,
  input: Input<'GenerateClientCertificate'>,
  context: CallContext,
): Promise<Output<'GenerateClientCertificate'>> {
  const scope = scopeOf(context);
  const tags = input.tags ?? {};
  checkTags(tags, gateway.quotas.tagsPerResource);
  const maximum = gateway.quotas.clientCertificates;
  const present = await gateway.clientCertificates.list(scope, { limit: maximum });
  if (present.length >= maximum) throw errors.clientCertificateQuota();
  const createdDate = wholeSeconds(gateway.clock);
  const expirationDate = createdDate + LIFETIME;
  const { certificate, privateKey } = await newSelfSignedCertificate(createdDate, expirationDate);
  const record: ClientCertificate = defined({
    clientCertificateId: newAccountResourceId(),
    description: input.description || undefined,
    pemEncodedCertificate: certificate,
    privateKey,
    createdDate,
    expirationDate,
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
  await gateway.clientCertificates.put(scope, record.clientCertificateId, record, 0);
  return describeCertificate(record);
}

async function updateClientCertificate(
  gateway: Gateway,
  input: Input<'UpdateClientCertificate'>,
  context: CallContext,
): Promise<Output<'UpdateClientCertificate'>> {
  const id = required(input.clientCertificateId, 'clientCertificateId');
  const updated = await gateway.clientCertificates.update(scopeOf(context), id, (certificate) =>
    applyPatch(clientCertificatePatches, certificate, input.patchOperations),
  );
  if (updated === undefined) throw errors.clientCertificateNotFound();
  return withTags(updated.value);
}

/** A certificate that a stage uses stays. */
async function deleteClientCertificate(
  gateway: Gateway,
  input: Input<'DeleteClientCertificate'>,
  context: CallContext,
): Promise<Output<'DeleteClientCertificate'>> {
  await atomically(async () => {
    const found = await findClientCertificate(gateway, input.clientCertificateId, context);
    const stages = await gateway.stages.list(found.scope);
    const users = stages.filter(({ value }) => value.clientCertificateId === found.id);
    if (users.length > 0)
      throw errors.clientCertificateInUse(
        found.id,
        users.map(({ id }) => id.replace('/', ':')),
      );
    await gateway.clientCertificates.delete(found.scope, found.id, found.revision);
  });
  return {};
}
