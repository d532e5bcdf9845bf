//! `GET /healthz` and `GET /readyz`.

use crate::world::World;

#[tokio::test]
async fn alive_and_ready() {
    let world = World::new().await;
    assert_eq!(world.get("/healthz").await.ok().body["status"], "ok");
    assert_eq!(world.get("/readyz").await.ok().body["status"], "ready");
    world.get("/readyz").await.ok();
    assert_eq!(
        world.pool.operations(),
        ["GetUser"],
        "probes ask once in a while"
    );
}

#[tokio::test]
async fn alive_but_not_ready_without_the_pool() {
    let world = World::new().await;
    world.pool.refuse_all("InternalErrorException", "no");
    world.get("/healthz").await.ok();
    assert_eq!(world.get("/readyz").await.refusal(), (503, "not_ready"));
}

#[tokio::test]
async fn alive_but_not_ready_without_keys() {
    let world = World::new().await;
    world.pool.hide_keys(true);
    world.get("/healthz").await.ok();
    assert_eq!(world.get("/readyz").await.refusal(), (503, "not_ready"));
}
