import type { Authorizer } from '../../definitions/api-parts.ts';
import { isAuthorizerType, settleType } from './authorizer-type.ts';
import { errors } from './errors.ts';
import { listingRejections, type PatchAction, type PatchTable } from './patch.ts';

/** What UpdateAuthorizer can change; the authorizer as a whole is checked afterwards. */
export const authorizerPatches: PatchTable<Authorizer> = {
  rejections: listingRejections,
  targets: [
    {
      path: '/name',
      replace: (authorizer, { value }) => {
        authorizer.name = value ?? '';
      },
    },
    {
      path: '/type',
      replace: (authorizer, { value }) => {
        if (!isAuthorizerType(value)) throw errors.invalidAuthorizerType();
        authorizer.type = value;
        settleType(authorizer);
      },
    },
    { path: '/authorizerUri', replace: text('authorizerUri') },
    { path: '/authorizerCredentials', replace: text('authorizerCredentials') },
    {
      path: '/authorizerResultTtlInSeconds',
      replace: (authorizer, { value }) => {
        authorizer.authorizerResultTtlInSeconds = value ? Number(value) : Number.NaN;
      },
    },
    { path: '/authType', replace: text('authType') },
    {
      path: '/identitySource',
      add: text('identitySource'),
      replace: text('identitySource'),
      remove: (authorizer) => {
        delete authorizer.identitySource;
      },
    },
    { path: '/identityValidationExpression', replace: text('identityValidationExpression') },
    {
      path: '/providerARNs',
      add: (authorizer, { value }) => {
        if (!value) throw errors.emptyPatchValue('providerARNs');
        authorizer.providerARNs = [...others(authorizer, value), value];
      },
      remove: (authorizer, { value }) => {
        authorizer.providerARNs = others(authorizer, value);
      },
    },
  ],
};

type TextMember =
  | 'authorizerUri'
  | 'authorizerCredentials'
  | 'authType'
  | 'identitySource'
  | 'identityValidationExpression';

function text(member: TextMember): PatchAction<Authorizer> {
  return (authorizer, { value }) => {
    if (value) authorizer[member] = value;
    else delete authorizer[member];
  };
}

function others(authorizer: Authorizer, arn: string | undefined): string[] {
  return (authorizer.providerARNs ?? []).filter((one) => one !== arn);
}
