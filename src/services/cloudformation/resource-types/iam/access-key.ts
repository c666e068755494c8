import { integer, oneOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-accesskey.html */
export const accessKey = resourceType({
  name: 'AWS::IAM::AccessKey',
  iam: true,
  attributes: ['Id', 'SecretAccessKey'],
  properties: {
    Serial: { type: integer, replacement: true },
    Status: { type: oneOf('Active', 'Inactive') },
    UserName: { type: string, required: true, replacement: true },
  },

  async find({ UserName }, { iam }) {
    const keys = await unlessMissing(iam.ListAccessKeys({ UserName }));
    return (keys?.AccessKeyMetadata ?? []).flatMap(({ AccessKeyId }) => AccessKeyId ?? []);
  },

  async create({ UserName, Status }, context) {
    const { AccessKey } = await context.iam.CreateAccessKey({ UserName });
    const AccessKeyId = AccessKey?.AccessKeyId ?? '';
    await context.started(AccessKeyId);
    if (Status === 'Inactive') await context.iam.UpdateAccessKey({ UserName, AccessKeyId, Status });
    return {
      physicalId: AccessKeyId,
      attributes: { Id: AccessKeyId, SecretAccessKey: AccessKey?.SecretAccessKey ?? '' },
    };
  },

  async update({ physicalId: AccessKeyId, attributes }, { UserName, Status }, _previous, { iam }) {
    await iam.UpdateAccessKey({ UserName, AccessKeyId, Status: Status ?? 'Active' });
    return attributes;
  },

  async delete({ physicalId: AccessKeyId }, { UserName }, { iam }) {
    await unlessMissing(iam.DeleteAccessKey({ UserName, AccessKeyId }));
  },
});
