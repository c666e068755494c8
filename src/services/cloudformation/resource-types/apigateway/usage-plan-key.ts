import { oneOf, type PropertiesOf, string } from '../property-type.ts';
import { resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';

const properties = {
  KeyId: { type: string, required: true, replacement: true },
  KeyType: { type: oneOf('API_KEY'), required: true, replacement: true },
  UsagePlanId: { type: string, required: true, replacement: true },
} as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.html */
export const usagePlanKey = resourceType({
  name: 'AWS::ApiGateway::UsagePlanKey',
  attributes: ['Id'],
  properties,

  async find(properties, { apigateway }) {
    const found = await unlessMissing(apigateway.GetUsagePlanKey(key(properties)));
    return found === undefined ? [] : [identifier(properties)];
  },

  async create(properties, context) {
    const Id = identifier(properties);
    await context.apigateway.CreateUsagePlanKey({ ...key(properties), keyType: properties.KeyType });
    await context.started(Id);
    return { physicalId: Id, attributes: { Id } };
  },

  // Every property makes a new association.
  update: async ({ attributes }) => attributes,

  async delete(_current, properties, { apigateway }) {
    await unlessMissing(apigateway.DeleteUsagePlanKey(key(properties)));
  },
});

type KeyProperties = PropertiesOf<typeof properties>;

function key({ KeyId, UsagePlanId }: KeyProperties) {
  return { usagePlanId: UsagePlanId, keyId: KeyId };
}

function identifier({ KeyId, UsagePlanId }: KeyProperties): string {
  return `${KeyId}:${UsagePlanId}`;
}
