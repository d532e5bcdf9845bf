//! The attributes that every pool has.

use poolgate_pool_api::types::{
    AttributeDataType, NumberAttributeConstraintsType, SchemaAttributeType,
    StringAttributeConstraintsType,
};

/// The standard attributes, as DescribeUserPool lists them.
pub(crate) fn standard_attributes() -> Vec<SchemaAttributeType> {
    let text = |name: &str, min: &str, max: &str| SchemaAttributeType {
        name: Some(name.to_owned()),
        attribute_data_type: Some(AttributeDataType::String),
        developer_only_attribute: Some(false),
        mutable: Some(true),
        required: Some(false),
        string_attribute_constraints: Some(StringAttributeConstraintsType {
            min_length: Some(min.to_owned()),
            max_length: Some(max.to_owned()),
        }),
        number_attribute_constraints: None,
    };
    let free = |name: &str| text(name, "0", "2048");
    let flag = |name: &str| SchemaAttributeType {
        attribute_data_type: Some(AttributeDataType::Boolean),
        string_attribute_constraints: None,
        ..free(name)
    };
    let sub = SchemaAttributeType {
        mutable: Some(false),
        required: Some(true),
        ..text("sub", "1", "2048")
    };
    let updated_at = SchemaAttributeType {
        attribute_data_type: Some(AttributeDataType::Number),
        string_attribute_constraints: None,
        number_attribute_constraints: Some(NumberAttributeConstraintsType {
            min_value: Some("0".to_owned()),
            max_value: None,
        }),
        ..free("updated_at")
    };
    vec![
        sub,
        free("name"),
        free("given_name"),
        free("family_name"),
        free("middle_name"),
        free("nickname"),
        free("preferred_username"),
        free("profile"),
        free("picture"),
        free("website"),
        free("email"),
        flag("email_verified"),
        free("gender"),
        text("birthdate", "10", "10"),
        free("zoneinfo"),
        free("locale"),
        free("phone_number"),
        flag("phone_number_verified"),
        free("address"),
        updated_at,
    ]
}
