import { type EntityNoun, inlinePolicyNotFound, limitExceeded } from './errors.ts';
import type { IamRecords, NamedRecords } from './iam-records.ts';
import type { IamHandlers } from './operations.ts';
import { paginate } from './pages.ts';
import { checkIdentityPolicy, encodePolicy, policySize } from './policy-documents.ts';
import { required } from './required.ts';

type InlinePolicyOperations =
  | 'PutUserPolicy'
  | 'GetUserPolicy'
  | 'ListUserPolicies'
  | 'DeleteUserPolicy'
  | 'PutGroupPolicy'
  | 'GetGroupPolicy'
  | 'ListGroupPolicies'
  | 'DeleteGroupPolicy'
  | 'PutRolePolicy'
  | 'GetRolePolicy'
  | 'ListRolePolicies'
  | 'DeleteRolePolicy';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#inline-policies */
export function inlinePolicyHandlers(iam: IamRecords): IamHandlers<InlinePolicyOperations> {
  const user = new InlinePolicies('user', iam.users, 2_048);
  const group = new InlinePolicies('group', iam.groups, 5_120);
  const role = new InlinePolicies('role', iam.roles, 10_240);
  return {
    PutUserPolicy: (input, { account }) => user.put(account, input.UserName, input),
    GetUserPolicy: async (input, { account }) => {
      const { name, ...policy } = await user.get(account, input.UserName, input);
      return { UserName: name, ...policy };
    },
    ListUserPolicies: (input, { account }) => user.list(account, input.UserName, input),
    DeleteUserPolicy: (input, { account }) => user.delete(account, input.UserName, input),

    PutGroupPolicy: (input, { account }) => group.put(account, input.GroupName, input),
    GetGroupPolicy: async (input, { account }) => {
      const { name, ...policy } = await group.get(account, input.GroupName, input);
      return { GroupName: name, ...policy };
    },
    ListGroupPolicies: (input, { account }) => group.list(account, input.GroupName, input),
    DeleteGroupPolicy: (input, { account }) => group.delete(account, input.GroupName, input),

    PutRolePolicy: (input, { account }) => role.put(account, input.RoleName, input),
    GetRolePolicy: async (input, { account }) => {
      const { name, ...policy } = await role.get(account, input.RoleName, input);
      return { RoleName: name, ...policy };
    },
    ListRolePolicies: (input, { account }) => role.list(account, input.RoleName, input),
    DeleteRolePolicy: (input, { account }) => role.delete(account, input.RoleName, input),
  };
}

interface Entity {
  name: string;
  path: string;
  inlinePolicies: Record<string, string>;
}

interface PolicyInput {
  readonly PolicyName: string | undefined;
  readonly PolicyDocument?: string | undefined;
}

/** The inline policies of one kind of entity. Policies are told apart by case. */
class InlinePolicies<R extends Entity> {
  readonly #noun: EntityNoun;
  readonly #records: NamedRecords<R>;
  /** Characters of all inline policies of an entity together, white space not counted. */
  readonly #maximumSize: number;

  constructor(noun: EntityNoun, records: NamedRecords<R>, maximumSize: number) {
    this.#noun = noun;
    this.#records = records;
    this.#maximumSize = maximumSize;
  }

  async put(account: string, entityName: string | undefined, input: PolicyInput) {
    const name = required(entityName, `${this.#noun}Name`);
    const policyName = required(input.PolicyName, 'policyName');
    const document = required(input.PolicyDocument, 'policyDocument');
    await this.#records.require(account, name);
    checkIdentityPolicy(document);
    await this.#records.update(account, name, (entity) => {
      const policies = new Map(Object.entries(entity.inlinePolicies)).set(policyName, document);
      const size = [...policies.values()].reduce((sum, text) => sum + policySize(text), 0);
      if (size > this.#maximumSize) {
        throw limitExceeded(
          `Maximum policy size of ${this.#maximumSize} bytes exceeded for ${this.#noun} ${entity.name}`,
        );
      }
      return { ...entity, inlinePolicies: Object.fromEntries(policies) };
    });
    return {};
  }

  async get(account: string, entityName: string | undefined, input: PolicyInput) {
    const { value: entity } = await this.#records.require(account, required(entityName, `${this.#noun}Name`));
    const policyName = required(input.PolicyName, 'policyName');
    const document = this.#document(entity, policyName);
    return { name: entity.name, PolicyName: policyName, PolicyDocument: encodePolicy(document) };
  }

  async list(
    account: string,
    entityName: string | undefined,
    request: { Marker?: string | undefined; MaxItems?: number | undefined },
  ) {
    const { value: entity } = await this.#records.require(account, required(entityName, `${this.#noun}Name`));
    const { items, ...page } = paginate(Object.keys(entity.inlinePolicies).sort(), (name) => name, request);
    return { PolicyNames: items, ...page };
  }

  async delete(account: string, entityName: string | undefined, input: PolicyInput) {
    const policyName = required(input.PolicyName, 'policyName');
    await this.#records.update(account, required(entityName, `${this.#noun}Name`), (entity) => {
      this.#document(entity, policyName);
      const rest = Object.entries(entity.inlinePolicies).filter(([name]) => name !== policyName);
      return { ...entity, inlinePolicies: Object.fromEntries(rest) };
    });
    return {};
  }

  #document(entity: Entity, policyName: string): string {
    const document = Object.hasOwn(entity.inlinePolicies, policyName)
      ? entity.inlinePolicies[policyName]
      : undefined;
    if (document === undefined) throw inlinePolicyNotFound(this.#noun, policyName);
    return document;
  }
}
