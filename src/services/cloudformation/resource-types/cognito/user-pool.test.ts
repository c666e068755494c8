import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloudFormationFixture, REGION } from '../../cloudformation.fixture.ts';
import { through } from '../apigateway/through.fixture.ts';

const template = (pool: string, client: string, more = '', outputs = '') => `Resources:
  Pool: {Type: AWS::Cognito::UserPool, Properties: {${pool}}}
  Client: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref Pool, ${client}}}
${more}
Outputs:
  Arn: {Value: !GetAtt Pool.Arn}
  ProviderName: {Value: !GetAtt Pool.ProviderName}
${outputs}`;

test('AWS::Cognito::UserPool, UserPoolClient, UserPoolDomain, UserPoolResourceServer', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cognito } = fixture;
  // Another pool of the same name is none of the stack's business.
  await cognito.CreateUserPool({ PoolName: 'people' });
  let first = '';
  await through(
    fixture,
    [
      template(
        'UserPoolName: people, UsernameAttributes: [email], AutoVerifiedAttributes: [email], UserPoolTags: {a: b}, Schema: [{Name: email, Required: true}, {Name: plan, AttributeDataType: String}]',
        'ClientName: web, GenerateSecret: true, ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH], AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: [code], AllowedOAuthScopes: [openid, !Join ["/", [!Ref Server, read]]], CallbackURLs: ["https://app.example.com/"]',
        `  Server:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties: {UserPoolId: !Ref Pool, Identifier: links, Name: Links, Scopes: [{ScopeName: read, ScopeDescription: Read}]}
  Domain: {Type: AWS::Cognito::UserPoolDomain, Properties: {UserPoolId: !Ref Pool, Domain: people-app}}`,
        '  Secret: {Value: !GetAtt Client.ClientSecret}',
      ),
      async ({ Pool = '', Client, Domain, Server, Arn, ProviderName, Secret }) => {
        first = Pool;
        assert.equal(ProviderName, `cognito-idp.${REGION}.amazonaws.com/${Pool}`);
        const { UserPool } = await cognito.DescribeUserPool({ UserPoolId: Pool });
        assert.equal(UserPool?.Name, 'people');
        assert.equal(UserPool?.Arn, Arn);
        assert.deepEqual(UserPool?.UsernameAttributes, ['email']);
        assert.deepEqual(UserPool?.UserPoolTags, { a: 'b' });
        assert.equal(UserPool?.Domain, 'people-app');
        assert.deepEqual([Domain, Server], ['people-app', 'links']);
        const { UserPoolClient } = await cognito.DescribeUserPoolClient({
          UserPoolId: Pool,
          ClientId: Client,
        });
        assert.equal(UserPoolClient?.ClientName, 'web');
        assert.equal(UserPoolClient?.ClientSecret, Secret);
        assert.deepEqual(UserPoolClient?.AllowedOAuthScopes, ['openid', 'links/read']);
      },
    ],
    [
      template(
        'UserPoolName: persons, UsernameAttributes: [email], Policies: {PasswordPolicy: {MinimumLength: 12}}, Schema: [{Name: email, Required: true}, {Name: plan, AttributeDataType: String}, {Name: age, AttributeDataType: Number}]',
        'ClientName: web, GenerateSecret: true',
      ),
      async ({ Pool = '', Client }) => {
        assert.equal(Pool, first);
        const { UserPool } = await cognito.DescribeUserPool({ UserPoolId: Pool });
        assert.equal(UserPool?.Name, 'persons');
        assert.equal(UserPool?.Policies?.PasswordPolicy?.MinimumLength, 12);
        assert.equal(UserPool?.AutoVerifiedAttributes, undefined);
        assert.equal(UserPool?.Domain, undefined);
        assert.ok(UserPool?.SchemaAttributes?.some(({ Name }) => Name === 'custom:age'));
        const { UserPoolClient } = await cognito.DescribeUserPoolClient({
          UserPoolId: Pool,
          ClientId: Client,
        });
        assert.equal(UserPoolClient?.AllowedOAuthFlowsUserPoolClient, false);
      },
    ],
    [
      template('AliasAttributes: [email]', 'GenerateSecret: false'),
      async ({ Pool = '' }) => {
        assert.notEqual(Pool, first);
        await assert.rejects(cognito.DescribeUserPool({ UserPoolId: first }), /does not exist/);
      },
    ],
  );
});

test('AWS::Cognito::UserPoolGroup, UserPoolUser, UserPoolUserToGroupAttachment', async (t) => {
  const fixture = await cloudFormationFixture(t);
  const { cognito } = fixture;
  const people = (group: string) =>
    template(
      '',
      'ClientName: web',
      `  Group: {Type: AWS::Cognito::UserPoolGroup, Properties: {UserPoolId: !Ref Pool, ${group}}}
  Ann: {Type: AWS::Cognito::UserPoolUser, Properties: {UserPoolId: !Ref Pool, Username: ann, UserAttributes: [{Name: email, Value: ann@example.com}]}}
  Member:
    Type: AWS::Cognito::UserPoolUserToGroupAttachment
    Properties: {UserPoolId: !Ref Pool, GroupName: !Ref Group, Username: !Ref Ann}`,
    );
  const groups = async (UserPoolId = '') => {
    const { Groups = [] } = await cognito.AdminListGroupsForUser({ UserPoolId, Username: 'ann' });
    return Groups.map(({ GroupName, Description }) => [GroupName, Description]);
  };
  await through(
    fixture,
    [
      people('GroupName: admins, Description: a'),
      async ({ Pool = '' }) => {
        assert.deepEqual(await groups(Pool), [['admins', 'a']]);
        const { UserStatus } = await cognito.AdminGetUser({ UserPoolId: Pool, Username: 'ann' });
        assert.equal(UserStatus, 'FORCE_CHANGE_PASSWORD');
      },
    ],
    [
      people('GroupName: writers, Description: b'),
      async ({ Pool }) => assert.deepEqual(await groups(Pool), [['writers', 'b']]),
    ],
  );
});

test('a user pool that wants what is not offered', async (t) => {
  const { cloudFormation, idle, history } = await cloudFormationFixture(t);
  const TemplateBody = template('MfaConfiguration: "ON"', 'ClientName: web');
  await cloudFormation.CreateStack({ StackName: 'demo', TemplateBody });
  await idle();
  assert.match((await history('demo')).join('\n'), /Multi-factor authentication is not offered here/);
});
