//! The operations of the Cognito API, one file each. Every one is a function `run` of the context and
//! its request.

pub mod admin_confirm_sign_up;
pub mod admin_create_user;
pub mod admin_delete_user;
pub mod admin_delete_user_attributes;
pub mod admin_disable_user;
pub mod admin_enable_user;
pub mod admin_get_user;
pub mod admin_initiate_auth;
pub mod admin_reset_user_password;
pub mod admin_respond_to_auth_challenge;
pub mod admin_set_user_password;
pub mod admin_update_user_attributes;
pub mod admin_user_global_sign_out;
pub mod change_password;
pub mod confirm_forgot_password;
pub mod confirm_sign_up;
pub mod create_user_pool;
pub mod create_user_pool_client;
pub mod delete_user;
pub mod delete_user_attributes;
pub mod delete_user_pool;
pub mod describe_user_pool;
pub mod describe_user_pool_client;
pub mod forgot_password;
pub mod get_tokens_from_refresh_token;
pub mod get_user;
pub mod get_user_attribute_verification_code;
pub mod global_sign_out;
pub mod initiate_auth;
pub mod list_user_pool_clients;
pub mod list_user_pools;
pub mod list_users;
pub mod resend_confirmation_code;
pub mod respond_to_auth_challenge;
pub mod revoke_token;
pub mod sign_up;
pub mod update_user_attributes;
pub mod verify_user_attribute;

mod page;
