async def test_a_partner_reads_every_topic_and_event_from_one_public_document(portal):
    answer = await portal.http.get("/asyncapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["asyncapi"] == "3.0.0"
    topics = {channel["address"] for channel in document["channels"].values()}
    assert {
        "customer.events",
        "contract.events",
        "asset.events",
        "scoring.events",
        "notify.events",
        "portal.events",
    } == topics
    assert "contract.signed.v1" in document["channels"]["contract_events"]["messages"]
