import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture, ROOT } from '../../cloudformation.fixture.ts';
import { through } from '../apigateway/through.fixture.ts';
import { embeddedBackends } from '../backends/embedded.fixture.ts';
import { s3Client } from './s3-client.ts';

const ORIGIN = { caller: ROOT, account: '123456789012', region: 'eu-west-1' };

test('AWS::S3::Bucket', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const s3 = s3Client(backends, ORIGIN);
  const template = (properties: string) =>
    `Resources: {MyFiles: {Type: AWS::S3::Bucket, Properties: {${properties}}}}\n` +
    'Outputs: {Arn: {Value: !GetAtt MyFiles.Arn}, Domain: {Value: !GetAtt MyFiles.RegionalDomainName}}';
  let generated = '';
  await through(
    fixture,
    [
      template(''),
      async ({ MyFiles: name = '', ...outputs }) => {
        generated = name;
        assert.match(name, /^demo-myfiles-[a-z0-9]{12}$/);
        assert.equal(outputs.Arn, `arn:aws:s3:::${name}`);
        assert.equal(outputs.Domain, `${name}.s3.eu-west-1.amazonaws.com`);
        assert.equal(await s3.headBucket(name), true);
      },
    ],
    [
      template('BucketName: chosen'),
      async () => {
        assert.deepEqual([await s3.headBucket('chosen'), await s3.headBucket(generated)], [true, false]);
      },
    ],
  );
  assert.equal(await s3.headBucket('chosen'), false);
});

test('a bucket that is there, that is full, or that shall do what buckets here do not', async (t) => {
  const backends = embeddedBackends(t);
  const fixture = await cloudFormationFixture(t, backends);
  const s3 = s3Client(backends, ORIGIN);
  const begin = async (StackName: string, properties: string) => {
    const TemplateBody = `Resources: {B: {Type: AWS::S3::Bucket, Properties: {${properties}}}}`;
    await fixture.cloudFormation.CreateStack({ StackName, TemplateBody });
    await fixture.idle();
    return (await fixture.history(StackName)).find((line) => line.startsWith('B CREATE_FAILED')) ?? '';
  };
  await s3.createBucket('mine');
  assert.match(await begin('taken', 'BucketName: mine'), /HandlerErrorCode: AlreadyExists/);
  assert.equal(await s3.headBucket('mine'), true);
  assert.match(
    await begin('versioned', 'VersioningConfiguration: {Status: Enabled}'),
    /#\/VersioningConfiguration: is not supported: /,
  );

  assert.equal(await begin('full', 'BucketName: full'), '');
  await backends.send({
    ...ORIGIN,
    ...{ service: 's3', method: 'PUT', path: '/full/one', query: '', headers: [] },
    ...{ body: Buffer.from('text'), signal: AbortSignal.timeout(5000) },
  });
  await fixture.cloudFormation.DeleteStack({ StackName: 'full' });
  await fixture.idle();
  assert.equal((await fixture.stack('full')).StackStatus, 'DELETE_FAILED');
  assert.match(
    (await fixture.history('full')).join('\n'),
    /B DELETE_FAILED: .*not empty\. \(Service: S3, Status Code: 409/,
  );
});
