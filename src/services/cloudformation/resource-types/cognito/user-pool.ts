import { sameValue } from '../../template/value.ts';
import { HandlerError, type ResourceContext, resourceType } from '../resource-type.ts';
import { unlessMissing } from '../service-clients.ts';
import { changeable, type UserPoolProperties, userPoolProperties } from './user-pool-properties.ts';

const PAGE = 60;

/**
 * Names of pools need not be unique: one is made under its generated name, by which it is found again, and gets its own
 * name when its identifier is recorded.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
 */
export const userPool = resourceType({
  name: 'AWS::Cognito::UserPool',
  naming: { maximumLength: 128 },
  attributes: ['Arn', 'ProviderName', 'ProviderURL', 'UserPoolId'],
  properties: userPoolProperties,

  async find(_properties, { cognito, name }) {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cognito.ListUserPools({ MaxResults: PAGE, NextToken });
      for (const pool of page.UserPools ?? []) if (pool.Name === name) found.push(pool.Id ?? '');
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  },

  async create(properties, context) {
    const { cognito, name } = context;
    const { UserPoolName, ...settings } = properties;
    const { UserPool } = await cognito.CreateUserPool({ ...settings, PoolName: name });
    const physicalId = UserPool?.Id ?? '';
    const attributes = attributesOf(physicalId, UserPool?.Arn ?? '', context);
    await context.started(physicalId, attributes);
    if (UserPoolName !== undefined)
      await cognito.UpdateUserPool({
        ...changeable(properties),
        UserPoolId: physicalId,
        PoolName: UserPoolName,
      });
    return { physicalId, attributes };
  },

  async update({ physicalId: UserPoolId, attributes }, properties, previous, { cognito }) {
    await addAttributes(UserPoolId, properties, cognito);
    const { UserPoolName = previous.UserPoolName, UserPoolTags = {} } = properties;
    await cognito.UpdateUserPool({
      ...changeable(properties),
      UserPoolId,
      UserPoolTags,
      ...(UserPoolName !== undefined && { PoolName: UserPoolName }),
    });
    return attributes;
  },

  async delete({ physicalId: UserPoolId }, _properties, { cognito }) {
    await unlessMissing(cognito.DeleteUserPool({ UserPoolId }));
  },
});

function attributesOf(id: string, Arn: string, { region }: ResourceContext) {
  const ProviderName = `cognito-idp.${region}.amazonaws.com/${id}`;
  return { Arn, ProviderName, ProviderURL: `https://${ProviderName}`, UserPoolId: id };
}

/**
 * Attributes can be added and not changed. Those that are there already were added before this was cut off, or are
 * declared as they were. Throws HandlerError.
 */
async function addAttributes(
  UserPoolId: string,
  properties: UserPoolProperties,
  cognito: ResourceContext['cognito'],
): Promise<void> {
  const { UserPool } = await cognito.DescribeUserPool({ UserPoolId });
  const present = new Map((UserPool?.SchemaAttributes ?? []).map((one) => [one.Name ?? '', one]));
  const added = [];
  for (const attribute of properties.Schema ?? []) {
    const { Name = '', DeveloperOnlyAttribute } = attribute;
    const known = present.get(Name) ?? present.get(`${DeveloperOnlyAttribute ? 'dev:' : ''}custom:${Name}`);
    if (known === undefined) added.push(attribute);
    else if (
      !sameValue(attribute.AttributeDataType ?? known.AttributeDataType, known.AttributeDataType) ||
      !sameValue(attribute.Mutable ?? known.Mutable, known.Mutable) ||
      !sameValue(attribute.Required ?? known.Required, known.Required)
    )
      throw new HandlerError('InvalidRequest', `Existing schema attributes cannot be modified: ${Name}.`);
  }
  if (added.length > 0) await cognito.AddCustomAttributes({ UserPoolId, CustomAttributes: added });
}
