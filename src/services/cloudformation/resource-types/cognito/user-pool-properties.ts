import { boolean, integer, list, map, object, oneOf, type PropertiesOf, string } from '../property-type.ts';

const NO_MFA = 'multi-factor authentication is not offered.';
const NO_DEVICES = 'devices are not remembered.';
const NO_CHALLENGES = 'custom authentication is not offered.';
const NO_SENDERS = 'messages go to the log group of the pool.';

const sender = object({
  LambdaArn: { type: string, required: true },
  LambdaVersion: { type: oneOf('V1_0'), required: true },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html */
export const userPoolProperties = {
  AccountRecoverySetting: {
    type: object({
      RecoveryMechanisms: {
        type: list(
          object({
            Name: { type: oneOf('admin_only', 'verified_email', 'verified_phone_number'), required: true },
            Priority: { type: integer, required: true },
          }),
        ),
      },
    }),
  },
  AdminCreateUserConfig: {
    type: object({
      AllowAdminCreateUserOnly: { type: boolean },
      InviteMessageTemplate: {
        type: object({
          EmailMessage: { type: string },
          EmailSubject: { type: string },
          SMSMessage: { type: string },
        }),
      },
      UnusedAccountValidityDays: { type: integer },
    }),
  },
  AliasAttributes: { type: list(oneOf('email', 'phone_number', 'preferred_username')), replacement: true },
  AutoVerifiedAttributes: { type: list(oneOf('email', 'phone_number')) },
  DeletionProtection: { type: oneOf('ACTIVE', 'INACTIVE') },
  DeviceConfiguration: { type: object({}), unsupported: NO_DEVICES },
  EmailAuthenticationMessage: { type: string, unsupported: NO_MFA },
  EmailAuthenticationSubject: { type: string, unsupported: NO_MFA },
  EmailConfiguration: {
    type: object({
      ConfigurationSet: { type: string },
      EmailSendingAccount: { type: oneOf('COGNITO_DEFAULT', 'DEVELOPER') },
      From: { type: string },
      ReplyToEmailAddress: { type: string },
      SourceArn: { type: string },
    }),
  },
  EmailVerificationMessage: { type: string },
  EmailVerificationSubject: { type: string },
  EnabledMfas: { type: list(string), unsupported: NO_MFA },
  LambdaConfig: {
    type: object({
      CreateAuthChallenge: { type: string, unsupported: NO_CHALLENGES },
      CustomEmailSender: { type: sender, unsupported: NO_SENDERS },
      CustomMessage: { type: string },
      CustomSMSSender: { type: sender, unsupported: NO_SENDERS },
      DefineAuthChallenge: { type: string, unsupported: NO_CHALLENGES },
      KMSKeyID: { type: string, unsupported: 'there are no KMS keys here.' },
      PostAuthentication: { type: string },
      PostConfirmation: { type: string },
      PreAuthentication: { type: string },
      PreSignUp: { type: string },
      PreTokenGeneration: { type: string },
      PreTokenGenerationConfig: {
        type: object({
          LambdaArn: { type: string, required: true },
          LambdaVersion: { type: oneOf('V1_0', 'V2_0', 'V3_0'), required: true },
        }),
      },
      UserMigration: { type: string, unsupported: 'users are not migrated.' },
      VerifyAuthChallengeResponse: { type: string, unsupported: NO_CHALLENGES },
    }),
  },
  MfaConfiguration: { type: oneOf('OFF', 'ON', 'OPTIONAL') },
  Policies: {
    type: object({
      PasswordPolicy: {
        type: object({
          MinimumLength: { type: integer },
          PasswordHistorySize: { type: integer },
          RequireLowercase: { type: boolean },
          RequireNumbers: { type: boolean },
          RequireSymbols: { type: boolean },
          RequireUppercase: { type: boolean },
          TemporaryPasswordValidityDays: { type: integer },
        }),
      },
      SignInPolicy: {
        type: object({
          AllowedFirstAuthFactors: { type: list(oneOf('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN')) },
        }),
      },
    }),
  },
  Schema: {
    type: list(
      object({
        AttributeDataType: { type: oneOf('String', 'Number', 'DateTime', 'Boolean') },
        DeveloperOnlyAttribute: { type: boolean },
        Mutable: { type: boolean },
        Name: { type: string },
        NumberAttributeConstraints: {
          type: object({ MaxValue: { type: string }, MinValue: { type: string } }),
        },
        Required: { type: boolean },
        StringAttributeConstraints: {
          type: object({ MaxLength: { type: string }, MinLength: { type: string } }),
        },
      }),
    ),
  },
  SmsAuthenticationMessage: { type: string },
  SmsConfiguration: {
    type: object({
      ExternalId: { type: string },
      SnsCallerArn: { type: string, required: true },
      SnsRegion: { type: string },
    }),
  },
  SmsVerificationMessage: { type: string },
  UserAttributeUpdateSettings: {
    type: object({
      AttributesRequireVerificationBeforeUpdate: { type: list(oneOf('email', 'phone_number')) },
    }),
  },
  UsernameAttributes: { type: list(oneOf('email', 'phone_number')), replacement: true },
  UsernameConfiguration: {
    type: object({ CaseSensitive: { type: boolean, required: true } }),
    replacement: true,
  },
  UserPoolAddOns: {
    type: object({ AdvancedSecurityMode: { type: oneOf('OFF', 'AUDIT', 'ENFORCED'), required: true } }),
  },
  UserPoolName: { type: string },
  UserPoolTags: { type: map(string) },
  UserPoolTier: { type: oneOf('ESSENTIALS', 'LITE', 'PLUS') },
  VerificationMessageTemplate: {
    type: object({
      DefaultEmailOption: { type: oneOf('CONFIRM_WITH_CODE', 'CONFIRM_WITH_LINK') },
      EmailMessage: { type: string },
      EmailMessageByLink: { type: string },
      EmailSubject: { type: string },
      EmailSubjectByLink: { type: string },
      SmsMessage: { type: string },
    }),
  },
  WebAuthnRelyingPartyID: { type: string, unsupported: 'passkeys are not offered.' },
  WebAuthnUserVerification: { type: string, unsupported: 'passkeys are not offered.' },
} as const;

export type UserPoolProperties = PropertiesOf<typeof userPoolProperties>;

/** What can be changed, as UpdateUserPool takes it: all of it, for what is left out gets its default. */
export function changeable(properties: UserPoolProperties) {
  const {
    AliasAttributes: _aliases,
    Schema: _schema,
    UsernameAttributes: _names,
    UsernameConfiguration: _cases,
    UserPoolName: _name,
    ...settings
  } = properties;
  return settings;
}
