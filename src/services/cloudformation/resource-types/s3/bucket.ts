import { json, type PropertyDeclaration, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const notOffered = {
  type: json,
  unsupported: 'buckets do no such thing here.',
} as const satisfies PropertyDeclaration;

/**
 * A bucket that is not empty is not deleted, as on AWS.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export const bucket = resourceType({
  name: 'AWS::S3::Bucket',
  naming: { property: 'BucketName', maximumLength: 63, lowerCase: true },
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName'],
  properties: {
    AbacStatus: notOffered,
    AccelerateConfiguration: notOffered,
    AccessControl: notOffered,
    AnalyticsConfigurations: notOffered,
    BucketEncryption: notOffered,
    BucketName: { type: string, replacement: true },
    CorsConfiguration: notOffered,
    IntelligentTieringConfigurations: notOffered,
    InventoryConfigurations: notOffered,
    LifecycleConfiguration: notOffered,
    LoggingConfiguration: notOffered,
    MetadataConfiguration: notOffered,
    MetadataTableConfiguration: notOffered,
    MetricsConfigurations: notOffered,
    NotificationConfiguration: notOffered,
    ObjectLockConfiguration: notOffered,
    ObjectLockEnabled: notOffered,
    OwnershipControls: notOffered,
    PublicAccessBlockConfiguration: notOffered,
    ReplicationConfiguration: notOffered,
    Tags: notOffered,
    VersioningConfiguration: notOffered,
    WebsiteConfiguration: notOffered,
  },

  async find(_properties, { s3, name }) {
    return (await s3.headBucket(name)) ? [name] : [];
  },

  async create(_properties, { s3, name, partition, region, started }) {
    await s3.createBucket(name);
    await started(name);
    const attributes = {
      Arn: `arn:${partition}:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    };
    return { physicalId: name, attributes };
  },

  // There is nothing but the name, and another name makes another bucket.
  update: async ({ attributes }) => attributes,

  async delete({ physicalId }, _properties, { s3 }) {
    await unlessMissing(s3.deleteBucket(physicalId));
  },
});
