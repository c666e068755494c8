import type {
  CreateUserPoolCommandInput,
  LambdaConfigType,
  UpdateUserPoolCommandInput,
  UserPoolPolicyType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LambdaTriggers, PasswordPolicy, UserPoolRecord } from '../../../definitions/user-pools.ts';
import { DEFAULT_PASSWORD_POLICY } from '../../../user-pools/password-policy.ts';
import { invalidParameter, notOffered } from '../errors.ts';

/** What both CreateUserPool and UpdateUserPool set. */
export type PoolSettings = Pick<
  UserPoolRecord,
  | 'passwordPolicy'
  | 'autoVerifiedAttributes'
  | 'adminCreateUserOnly'
  | 'deletionProtection'
  | 'triggers'
  | 'messages'
  | 'recovery'
  | 'settings'
>;

type Input = Omit<CreateUserPoolCommandInput, 'PoolName'> & Omit<UpdateUserPoolCommandInput, 'UserPoolId'>;

/** Settings that DescribeUserPool gives back as they came: they say how mail and text messages would be sent. */
const KEPT = [
  'EmailConfiguration',
  'SmsConfiguration',
  'VerificationMessageTemplate',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'SmsVerificationMessage',
  'SmsAuthenticationMessage',
  'AccountRecoverySetting',
  'UserPoolTier',
] as const satisfies readonly (keyof Input)[];

/** "Email if available, otherwise phone" is what pools do that say nothing. */
const DEFAULT_RECOVERY: NonNullable<UserPoolRecord['recovery']> = ['verified_phone_number', 'verified_email'];

/** What is not given gets its default, also when a pool is updated. Throws InvalidParameterException. */
export function readPoolSettings(input: Input): PoolSettings {
  refuseWhatIsNotOffered(input);
  const { AdminCreateUserConfig: admin, VerificationMessageTemplate: template } = input;
  const kept: Record<string, unknown> = Object.fromEntries(
    KEPT.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]),
  );
  if (admin) kept.AdminCreateUserConfig = admin;
  const verifyByEmail = template?.EmailMessage ?? input.EmailVerificationMessage;
  const verifyBySms = template?.SmsMessage ?? input.SmsVerificationMessage;
  const inviteByEmail = admin?.InviteMessageTemplate?.EmailMessage;
  return {
    passwordPolicy: readPasswordPolicy(input.Policies, admin?.UnusedAccountValidityDays),
    autoVerifiedAttributes: [...(input.AutoVerifiedAttributes ?? [])],
    adminCreateUserOnly: admin?.AllowAdminCreateUserOnly ?? false,
    deletionProtection: input.DeletionProtection === 'ACTIVE',
    triggers: readTriggers(input.LambdaConfig ?? {}),
    messages: {
      ...(verifyByEmail !== undefined && { verifyByEmail }),
      ...(verifyBySms !== undefined && { verifyBySms }),
      ...(inviteByEmail !== undefined && { inviteByEmail }),
    },
    recovery: readRecovery(input),
    settings: JSON.stringify(kept),
  };
}

function readPasswordPolicy(
  policies: UserPoolPolicyType | undefined,
  unusedAccountValidityDays: number | undefined,
): PasswordPolicy {
  const given = policies?.PasswordPolicy;
  if ((given?.PasswordHistorySize ?? 0) > 0) throw notOffered('PasswordHistorySize');
  const factors = policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD'];
  if (factors.some((factor) => factor !== 'PASSWORD')) throw notOffered('Sign-in without a password');
  if (given === undefined)
    return {
      ...DEFAULT_PASSWORD_POLICY,
      temporaryPasswordValidityDays:
        unusedAccountValidityDays ?? DEFAULT_PASSWORD_POLICY.temporaryPasswordValidityDays,
    };
  return {
    minimumLength: given.MinimumLength ?? DEFAULT_PASSWORD_POLICY.minimumLength,
    requireUppercase: given.RequireUppercase ?? false,
    requireLowercase: given.RequireLowercase ?? false,
    requireNumbers: given.RequireNumbers ?? false,
    requireSymbols: given.RequireSymbols ?? false,
    temporaryPasswordValidityDays:
      given.TemporaryPasswordValidityDays ??
      unusedAccountValidityDays ??
      DEFAULT_PASSWORD_POLICY.temporaryPasswordValidityDays,
  };
}

function readRecovery({ AccountRecoverySetting }: Input): NonNullable<UserPoolRecord['recovery']> {
  const mechanisms = AccountRecoverySetting?.RecoveryMechanisms;
  if (!mechanisms || mechanisms.length === 0) return DEFAULT_RECOVERY;
  const recovery = [...mechanisms]
    .sort((a, b) => (a.Priority ?? 0) - (b.Priority ?? 0))
    .flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
  if (recovery.includes('admin_only') && recovery.length > 1)
    throw invalidParameter('Recovery mechanism admin_only can only be set on its own.');
  return recovery;
}

const OFFERED_TRIGGERS = {
  PreSignUp: 'preSignUp',
  PostConfirmation: 'postConfirmation',
  PreAuthentication: 'preAuthentication',
  PostAuthentication: 'postAuthentication',
  CustomMessage: 'customMessage',
} as const;

function readTriggers(config: LambdaConfigType): LambdaTriggers {
  const triggers: LambdaTriggers = {};
  for (const [name, value] of Object.entries(config)) {
    if (value === undefined || value === '') continue;
    if (name === 'PreTokenGeneration' || name === 'PreTokenGenerationConfig') continue;
    if (!isOffered(name) || typeof value !== 'string') throw notOffered(`The Lambda trigger ${name}`);
    triggers[OFFERED_TRIGGERS[name]] = value;
  }
  const { PreTokenGeneration, PreTokenGenerationConfig } = config;
  const arn = PreTokenGenerationConfig?.LambdaArn ?? PreTokenGeneration;
  const version = PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0';
  if (PreTokenGeneration && arn !== PreTokenGeneration)
    throw invalidParameter('PreTokenGeneration and PreTokenGenerationConfig must name the same function.');
  if (version === 'V3_0') throw notOffered('Version V3_0 of the pre token generation trigger');
  if (arn) triggers.preTokenGeneration = { arn, version };
  return triggers;
}

function isOffered(name: string): name is keyof typeof OFFERED_TRIGGERS {
  return Object.hasOwn(OFFERED_TRIGGERS, name);
}

function refuseWhatIsNotOffered(input: Input): void {
  if (input.MfaConfiguration === 'ON' || input.MfaConfiguration === 'OPTIONAL')
    throw notOffered('Multi-factor authentication');
  if (input.DeviceConfiguration !== undefined) throw notOffered('Remembering devices');
  const security = input.UserPoolAddOns?.AdvancedSecurityMode;
  if (security !== undefined && security !== 'OFF') throw notOffered('Threat protection (UserPoolAddOns)');
  if (input.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.length)
    throw notOffered('Verification before an attribute is updated');
  for (const name of [
    'KeyConfiguration',
    'IssuerConfiguration',
    'AcrConfiguration',
    'DcrConfiguration',
  ] as const)
    if (input[name] !== undefined) throw notOffered(name);
}
