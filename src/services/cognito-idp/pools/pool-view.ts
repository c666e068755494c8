import type { LambdaConfigType, UserPoolType } from '@aws-sdk/client-cognito-identity-provider';
import type { LambdaTriggers, UserPoolRecord } from '../../../definitions/user-pools.ts';
import { schemaAttributeView } from './schema-attributes.ts';

/** A pool as DescribeUserPool gives it. */
export function poolView(pool: UserPoolRecord, estimatedNumberOfUsers: number): UserPoolType {
  const { passwordPolicy: policy } = pool;
  // Written by readPoolSettings from members of the same type.
  const kept: Partial<UserPoolType> = JSON.parse(pool.settings);
  return {
    Id: pool.id,
    Name: pool.name,
    Arn: pool.arn,
    Policies: {
      PasswordPolicy: {
        MinimumLength: policy.minimumLength,
        RequireUppercase: policy.requireUppercase,
        RequireLowercase: policy.requireLowercase,
        RequireNumbers: policy.requireNumbers,
        RequireSymbols: policy.requireSymbols,
        TemporaryPasswordValidityDays: policy.temporaryPasswordValidityDays,
      },
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
    },
    DeletionProtection: pool.deletionProtection ? 'ACTIVE' : 'INACTIVE',
    LambdaConfig: lambdaConfigView(pool.triggers),
    CreationDate: new Date(pool.createdAt),
    LastModifiedDate: new Date(pool.modifiedAt),
    SchemaAttributes: pool.schema.map(schemaAttributeView),
    ...(pool.autoVerifiedAttributes.length > 0 && { AutoVerifiedAttributes: pool.autoVerifiedAttributes }),
    ...(pool.aliasAttributes.length > 0 && { AliasAttributes: pool.aliasAttributes }),
    ...(pool.usernameAttributes.length > 0 && { UsernameAttributes: pool.usernameAttributes }),
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    MfaConfiguration: 'OFF',
    EstimatedNumberOfUsers: estimatedNumberOfUsers,
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
    UserPoolTags: pool.tags,
    ...(pool.domain !== undefined && { Domain: pool.domain }),
    UsernameConfiguration: { CaseSensitive: pool.caseSensitive },
    UserPoolTier: 'ESSENTIALS',
    ...kept,
    AdminCreateUserConfig: {
      ...kept.AdminCreateUserConfig,
      AllowAdminCreateUserOnly: pool.adminCreateUserOnly,
      UnusedAccountValidityDays: policy.temporaryPasswordValidityDays,
    },
  };
}

/** Triggers as the API names them. */
export function lambdaConfigView(triggers: LambdaTriggers): LambdaConfigType {
  const { preSignUp, postConfirmation, preAuthentication, postAuthentication, customMessage } = triggers;
  const tokens = triggers.preTokenGeneration;
  return {
    ...(preSignUp && { PreSignUp: preSignUp }),
    ...(customMessage && { CustomMessage: customMessage }),
    ...(postConfirmation && { PostConfirmation: postConfirmation }),
    ...(preAuthentication && { PreAuthentication: preAuthentication }),
    ...(postAuthentication && { PostAuthentication: postAuthentication }),
    ...(tokens && {
      PreTokenGeneration: tokens.arn,
      PreTokenGenerationConfig: { LambdaArn: tokens.arn, LambdaVersion: tokens.version },
    }),
  };
}
