//! From an operation's name to the function that does it.

use poolgate_pool::{Ctx, Error, ops};
use poolgate_pool_api::{Operation, Output};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Names each operation once: for [`BUILT`] and for [`dispatch`]. A function would need one future
/// type for all of them.
macro_rules! operations {
    ($($name:literal => $module:ident),+ $(,)?) => {
        /// The operations that are built.
        pub const BUILT: &[&str] = &[$($name),+];

        /// Runs an operation. Its body is `None` where the model gives it no output.
        pub(crate) async fn dispatch(
            operation: &Operation,
            ctx: &Ctx,
            request: Value,
        ) -> Result<Option<Vec<u8>>, Error> {
            match operation.name {
                $($name => {
                    let output = Box::pin(ops::$module::run(ctx, decode(request)?)).await?;
                    encode(operation, &output)
                })+
                name => Err(Error::NotBuilt(format!("the operation {name}"))),
            }
        }
    };
}

operations! {
    "AddCustomAttributes" => add_custom_attributes,
    "AddUserPoolClientSecret" => add_user_pool_client_secret,
    "AdminAddUserToGroup" => admin_add_user_to_group,
    "AdminConfirmSignUp" => admin_confirm_sign_up,
    "AdminCreateUser" => admin_create_user,
    "AdminDeleteSoftwareToken" => admin_delete_software_token,
    "AdminDeleteUser" => admin_delete_user,
    "AdminDeleteUserAttributes" => admin_delete_user_attributes,
    "AdminDisableProviderForUser" => admin_disable_provider_for_user,
    "AdminDisableUser" => admin_disable_user,
    "AdminEnableUser" => admin_enable_user,
    "AdminForgetDevice" => admin_forget_device,
    "AdminGetDevice" => admin_get_device,
    "AdminGetUser" => admin_get_user,
    "AdminGetUserAuthFactors" => admin_get_user_auth_factors,
    "AdminInitiateAuth" => admin_initiate_auth,
    "AdminLinkProviderForUser" => admin_link_provider_for_user,
    "AdminListDevices" => admin_list_devices,
    "AdminListGroupsForUser" => admin_list_groups_for_user,
    "AdminListUserAuthEvents" => admin_list_user_auth_events,
    "AdminListUserSessions" => admin_list_user_sessions,
    "AdminRemoveUserFromGroup" => admin_remove_user_from_group,
    "AdminResetUserPassword" => admin_reset_user_password,
    "AdminRespondToAuthChallenge" => admin_respond_to_auth_challenge,
    "AdminRevokeUserSession" => admin_revoke_user_session,
    "AdminSetUserMFAPreference" => admin_set_user_mfa_preference,
    "AdminSetUserPassword" => admin_set_user_password,
    "AdminSetUserSettings" => admin_set_user_settings,
    "AdminUpdateAuthEventFeedback" => admin_update_auth_event_feedback,
    "AdminUpdateDeviceStatus" => admin_update_device_status,
    "AdminUpdateUserAttributes" => admin_update_user_attributes,
    "AdminUserGlobalSignOut" => admin_user_global_sign_out,
    "AssociateSoftwareToken" => associate_software_token,
    "ChangePassword" => change_password,
    "CompleteWebAuthnRegistration" => complete_web_authn_registration,
    "ConfirmDevice" => confirm_device,
    "ConfirmForgotPassword" => confirm_forgot_password,
    "ConfirmSignUp" => confirm_sign_up,
    "CreateGroup" => create_group,
    "CreateIdentityProvider" => create_identity_provider,
    "CreateManagedLoginBranding" => create_managed_login_branding,
    "CreateResourceServer" => create_resource_server,
    "CreateUserPool" => create_user_pool,
    "CreateUserPoolClient" => create_user_pool_client,
    "CreateUserPoolDomain" => create_user_pool_domain,
    "DeleteGroup" => delete_group,
    "DeleteIdentityProvider" => delete_identity_provider,
    "DeleteManagedLoginBranding" => delete_managed_login_branding,
    "DeleteResourceServer" => delete_resource_server,
    "DeleteUser" => delete_user,
    "DeleteUserAttributes" => delete_user_attributes,
    "DeleteUserPool" => delete_user_pool,
    "DeleteUserPoolClient" => delete_user_pool_client,
    "DeleteUserPoolClientSecret" => delete_user_pool_client_secret,
    "DeleteUserPoolDomain" => delete_user_pool_domain,
    "DeleteWebAuthnCredential" => delete_web_authn_credential,
    "DescribeIdentityProvider" => describe_identity_provider,
    "DescribeManagedLoginBranding" => describe_managed_login_branding,
    "DescribeManagedLoginBrandingByClient" => describe_managed_login_branding_by_client,
    "DescribeResourceServer" => describe_resource_server,
    "DescribeUserPool" => describe_user_pool,
    "DescribeUserPoolClient" => describe_user_pool_client,
    "DescribeUserPoolDomain" => describe_user_pool_domain,
    "ForgetDevice" => forget_device,
    "ForgotPassword" => forgot_password,
    "GetCSVHeader" => get_csv_header,
    "GetDevice" => get_device,
    "GetGroup" => get_group,
    "GetIdentityProviderByIdentifier" => get_identity_provider_by_identifier,
    "GetTokensFromRefreshToken" => get_tokens_from_refresh_token,
    "GetUICustomization" => get_ui_customization,
    "GetUser" => get_user,
    "GetUserAttributeVerificationCode" => get_user_attribute_verification_code,
    "GetUserAuthFactors" => get_user_auth_factors,
    "GetUserPoolMfaConfig" => get_user_pool_mfa_config,
    "GlobalSignOut" => global_sign_out,
    "InitiateAuth" => initiate_auth,
    "ListDevices" => list_devices,
    "ListGroups" => list_groups,
    "ListIdentityProviders" => list_identity_providers,
    "ListResourceServers" => list_resource_servers,
    "ListTagsForResource" => list_tags_for_resource,
    "ListUserPoolClientSecrets" => list_user_pool_client_secrets,
    "ListUserPoolClients" => list_user_pool_clients,
    "ListUserPools" => list_user_pools,
    "ListUserSessions" => list_user_sessions,
    "ListUsers" => list_users,
    "ListUsersInGroup" => list_users_in_group,
    "ListWebAuthnCredentials" => list_web_authn_credentials,
    "ResendConfirmationCode" => resend_confirmation_code,
    "RespondToAuthChallenge" => respond_to_auth_challenge,
    "RevokeToken" => revoke_token,
    "RevokeUserSession" => revoke_user_session,
    "SetUICustomization" => set_ui_customization,
    "SetUserMFAPreference" => set_user_mfa_preference,
    "SetUserPoolMfaConfig" => set_user_pool_mfa_config,
    "SetUserSettings" => set_user_settings,
    "SignUp" => sign_up,
    "StartWebAuthnRegistration" => start_web_authn_registration,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "UpdateDeviceStatus" => update_device_status,
    "UpdateGroup" => update_group,
    "UpdateIdentityProvider" => update_identity_provider,
    "UpdateManagedLoginBranding" => update_managed_login_branding,
    "UpdateResourceServer" => update_resource_server,
    "UpdateUserAttributes" => update_user_attributes,
    "UpdateUserPool" => update_user_pool,
    "UpdateUserPoolClient" => update_user_pool_client,
    "UpdateUserPoolDomain" => update_user_pool_domain,
    "VerifySoftwareToken" => verify_software_token,
    "VerifyUserAttribute" => verify_user_attribute,
}

/// The request's type, of a value that has passed the constraint tables.
fn decode<T: DeserializeOwned>(request: Value) -> Result<T, Error> {
    serde_json::from_value(request).map_err(Error::internal)
}

fn encode<T: Serialize>(operation: &Operation, output: &T) -> Result<Option<Vec<u8>>, Error> {
    match operation.output {
        Output::Nothing => Ok(None),
        Output::Empty | Output::Structure => serde_json::to_vec(output)
            .map(Some)
            .map_err(Error::internal),
    }
}

#[cfg(test)]
mod tests {
    use poolgate_pool_api::Operation;

    use super::BUILT;

    #[test]
    fn every_built_operation_is_one_of_the_model() {
        for name in BUILT {
            assert!(Operation::by_name(name).is_some(), "{name}");
        }
        assert!(BUILT.is_sorted());
    }
}
