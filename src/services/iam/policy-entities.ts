import { policyNotFound } from './errors.ts';
import type { IamRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { findPolicy, policyArnOf } from './policy-lookup.ts';
import { required } from './required.ts';

interface Entity {
  readonly kind: 'Group' | 'Role' | 'User';
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly attached: boolean;
  readonly bounded: boolean;
}

/** Who uses a policy. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export function policyEntityHandlers(iam: IamRecords): IamHandlers<'ListEntitiesForPolicy'> {
  return {
    async ListEntitiesForPolicy(input, { account }) {
      const arn = policyArnOf(required(input.PolicyArn, 'policyArn'));
      if ((await findPolicy(iam, account, arn)) === undefined) throw policyNotFound(arn);
      const { EntityFilter: kind, PolicyUsageFilter: usage, PathPrefix: prefix = '/' } = input;
      const entities = (await entitiesUsing(iam, account, arn))
        .filter((entity) => kind === undefined || entity.kind === kind)
        .filter((entity) => entity.path.startsWith(prefix))
        .filter((entity) => (usage === 'PermissionsBoundary' ? entity.bounded : true))
        .filter((entity) => (usage === 'PermissionsPolicy' ? entity.attached : true));
      const { items, ...page } = paginate(
        entities,
        (entity) => `${entity.kind}/${entity.name.toLowerCase()}`,
        input,
      );
      const of = (wanted: Entity['kind']) => items.filter((entity) => entity.kind === wanted);
      return {
        PolicyGroups: of('Group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyUsers: of('User').map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyRoles: of('Role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...page,
      };
    },
  };
}

/** Those that have the policy attached or as their boundary: groups, roles, then users, each in order of names. */
async function entitiesUsing(iam: IamRecords, account: string, arn: string): Promise<Entity[]> {
  const read = (
    kind: Entity['kind'],
    {
      value,
    }: {
      value: {
        name: string;
        id: string;
        path: string;
        attachedPolicies: string[];
        permissionsBoundary?: string;
      };
    },
  ): Entity => ({
    kind,
    name: value.name,
    id: value.id,
    path: value.path,
    attached: value.attachedPolicies.includes(arn),
    bounded: value.permissionsBoundary === arn,
  });
  const all = [
    ...(await iam.groups.list(account)).map((group) => read('Group', group)),
    ...(await iam.roles.list(account)).map((role) => read('Role', role)),
    ...(await iam.users.list(account)).map((user) => read('User', user)),
  ];
  return all.filter((entity) => entity.attached || entity.bounded);
}
