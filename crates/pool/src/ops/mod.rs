//! The operations of the Cognito API, one file each. Every one is a function `run` of the context and
//! its request.

pub mod add_custom_attributes;
pub mod add_user_pool_client_secret;
pub mod admin_add_user_to_group;
pub mod admin_confirm_sign_up;
pub mod admin_delete_user;
pub mod admin_disable_user;
pub mod admin_enable_user;
pub mod admin_get_user;
pub mod admin_initiate_auth;
pub mod admin_list_groups_for_user;
pub mod admin_remove_user_from_group;
pub mod admin_respond_to_auth_challenge;
pub mod change_password;
pub mod confirm_forgot_password;
pub mod confirm_sign_up;
pub mod create_group;
pub mod create_user_pool;
pub mod create_user_pool_client;
pub mod delete_group;
pub mod delete_user_pool;
pub mod delete_user_pool_client;
pub mod delete_user_pool_client_secret;
pub mod describe_user_pool;
pub mod describe_user_pool_client;
pub mod forgot_password;
pub mod get_group;
pub mod get_tokens_from_refresh_token;
pub mod get_user;
pub mod global_sign_out;
pub mod initiate_auth;
pub mod list_groups;
pub mod list_user_pool_client_secrets;
pub mod list_user_pool_clients;
pub mod list_user_pools;
pub mod list_users_in_group;
pub mod resend_confirmation_code;
pub mod respond_to_auth_challenge;
pub mod revoke_token;
pub mod sign_up;
pub mod update_group;
pub mod update_user_pool;
pub mod update_user_pool_client;

mod page;
