import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { failure, NOW, openService, petsApi } from './apigateway.fixture.ts';

// Compared with certificates that API Gateway generated: 749 bytes, 365 days, serial numbers of 64 bits.
test("GenerateClientCertificate makes a certificate as AWS's are", async () => {
  const { call, store } = openService();
  const made = await call('GenerateClientCertificate', { description: 'mine' });
  const pem = made.pemEncodedCertificate ?? '';
  assert.deepEqual(made, {
    clientCertificateId: made.clientCertificateId,
    description: 'mine',
    pemEncodedCertificate: pem,
    createdDate: new Date(NOW),
    expirationDate: new Date(NOW + 365 * 86_400_000),
  });
  const lines = pem.split('\r\n');
  assert.equal(lines[0], '-----BEGIN CERTIFICATE-----');
  assert.equal(lines.at(-1), '-----END CERTIFICATE-----');
  assert.ok(lines.slice(1, -2).every((line) => line.length === 64));
  const certificate = new X509Certificate(pem);
  assert.equal(certificate.raw.length, 749);
  assert.equal(certificate.subject, 'C=US\nL=Seattle\nCN=ApiGateway');
  assert.equal(certificate.issuer, certificate.subject);
  assert.equal(certificate.validFromDate.getTime(), NOW);
  assert.equal(certificate.validToDate.getTime(), NOW + 365 * 86_400_000);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  const [record] = await store
    .collection<{ privateKey: string }>({ name: 'rest-client-certificates', version: 1 })
    .listAll();
  assert.ok(certificate.checkPrivateKey(createPrivateKey(record?.value.privateKey ?? '')));
});

test('client certificates are got, listed and described anew, never with their key', async () => {
  const { call } = openService({ clientCertificates: 1 });
  const made = await call('GenerateClientCertificate', { tags: { team: 'a' } });
  const { clientCertificateId } = made;
  assert.deepEqual(await call('GetClientCertificate', { clientCertificateId }), made);
  assert.deepEqual(await call('GetClientCertificates', {}), { items: [made] });
  const patchOperations = [{ op: 'replace' as const, path: '/description', value: 'new' }];
  assert.deepEqual(await call('UpdateClientCertificate', { clientCertificateId, patchOperations }), {
    ...made,
    description: 'new',
  });
  await assert.rejects(call('GenerateClientCertificate', {}), failure('LimitExceededException'));
  await assert.rejects(
    call('UpdateClientCertificate', {
      clientCertificateId,
      patchOperations: [{ op: 'replace', path: '/privateKey', value: '' }],
    }),
    failure(
      'BadRequestException',
      "Invalid patch path  '/privateKey' specified for op 'replace'. Must be one of: [/description]",
    ),
  );
});

test('a certificate that a stage uses can not be deleted', async () => {
  const { call } = openService();
  const { restApiId } = await petsApi(call);
  await call('CreateDeployment', { restApiId, stageName: 'v1' });
  const { clientCertificateId } = await call('GenerateClientCertificate', {});
  const use = (value: string) =>
    call('UpdateStage', {
      restApiId,
      stageName: 'v1',
      patchOperations: [{ op: 'replace', path: '/clientCertificateId', value }],
    });
  await assert.rejects(use('none'), failure('BadRequestException'));
  assert.equal((await use(clientCertificateId ?? '')).clientCertificateId, clientCertificateId);
  await assert.rejects(
    call('DeleteClientCertificate', { clientCertificateId }),
    failure('BadRequestException'),
  );
  await use('');
  await call('DeleteClientCertificate', { clientCertificateId });
  await assert.rejects(
    call('GetClientCertificate', { clientCertificateId }),
    failure('NotFoundException', 'Invalid Client Certificate identifier specified'),
  );
});
